/* What a page adds when scripts run: elder mode, the menu of narrow screens, days left, filters, arrow keys.
   Everything can be read without it. Works from file:// in Chromium 90. */
(function () {
  "use strict";
  var root = document.documentElement;
  var DAY = 86400000;

  function kept() { try { return localStorage.getItem("zhendi-elder") === "1"; } catch (error) { return false; } }
  function keep(on) { try { localStorage.setItem("zhendi-elder", on ? "1" : "0"); } catch (error) { return; } }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  root.classList.add("js");
  root.classList.toggle("elder-mode", kept());

  function elder(button) {
    function show() {
      var on = root.classList.contains("elder-mode");
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "标准版" : "大字版";
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      keep(root.classList.toggle("elder-mode"));
      show();
    });
    show();
  }

  function menu(button) {
    var nav = document.querySelector(".nav");
    button.hidden = false;
    button.addEventListener("click", function () {
      button.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
    });
  }

  function expire(item) {
    var note = document.createElement("span"), old = item.querySelector(".state");
    var place = item.querySelector(".entry-meta, .notice-more, .row-head");
    note.className = "state expired";
    note.textContent = "已到期";
    item.classList.add("over");
    if (old) { old.parentNode.replaceChild(note, old); } else if (place) { place.appendChild(note); }
  }

  function count() {
    var now = new Date(), today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
    all("[data-until]").forEach(function (item) {
      var day = item.getAttribute("data-until").split("-");
      var left = Math.round((new Date(+day[0], day[1] - 1, +day[2]) - today) / DAY);
      var word = item.querySelector(".left");
      if (left < 0 && !item.classList.contains("over")) { expire(item); }
      if (word) {
        word.hidden = left < 0;
        word.textContent = left > 1 ? "还有 " + left + " 天" : left === 1 ? "明天截止" : "今天截止";
      }
    });
  }

  function filter(form) {
    var list = form.closest("section"), rows = all(".row", list), found = form.querySelector(".filter-found");
    function apply() {
      var wanted = all("select", form).filter(function (choice) { return choice.value; }), shown = 0;
      rows.forEach(function (row) {
        row.hidden = !wanted.every(function (choice) { return row.getAttribute("data-" + choice.name) === choice.value; });
        shown += row.hidden ? 0 : 1;
      });
      all(".group", list).forEach(function (group) { group.hidden = !group.querySelector(".row:not([hidden])"); });
      found.textContent = wanted.length ? "共 " + shown + " 篇" : "";
    }
    form.hidden = false;
    form.addEventListener("change", apply);
    apply();
  }

  function keys() {
    document.addEventListener("keydown", function (event) {
      var way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
      var link = way && document.querySelector('[data-keys] a[rel="' + way + '"]');
      if (link && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) { link.click(); }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    all(".elder").forEach(elder);
    all(".menu").forEach(menu);
    all(".filter").forEach(filter);
    if (document.querySelector("[data-keys]")) { keys(); }
    count();
    setInterval(count, 60000);
  });
})();
