/* Elder mode, and notices that grey themselves out when their period has ended. Works from file:// in Chromium 90. */
(function () {
  "use strict";
  var root = document.documentElement, button = document.querySelector(".elder");
  function kept() { try { return localStorage.getItem("zhendi-elder") === "1"; } catch (error) { return false; } }
  function keep(on) { try { localStorage.setItem("zhendi-elder", on ? "1" : "0"); } catch (error) { return; } }
  function apply(on) {
    root.classList.toggle("elder-mode", on);
    if (button) { button.setAttribute("aria-pressed", String(on)); button.textContent = on ? "标准版" : "大字版"; }
  }
  apply(kept());
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var on = !root.classList.contains("elder-mode");
      apply(on); keep(on);
    });
  }
  function grey() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-until]"), function (item) {
      var day = item.getAttribute("data-until").split("-");
      var ends = new Date(+day[0], day[1] - 1, +day[2] + 1);
      if (Date.now() >= ends.getTime() && !item.classList.contains("over")) {
        item.classList.add("over");
        var note = document.createElement("span");
        note.className = "state expired";
        note.textContent = "已到期";
        var old = item.querySelector(".state");
        if (old) { old.parentNode.replaceChild(note, old); } else { (item.querySelector(".row-title") || item.querySelector("h1")).insertAdjacentElement("afterend", note); }
      }
    });
  }
  grey();
  setInterval(grey, 60000);
})();
