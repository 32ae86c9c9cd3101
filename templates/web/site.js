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
    var note = document.createElement("span"), old = item.classList.contains("problem") ? null : item.querySelector(".state");
    var place = item.querySelector(".entry-meta, .notice-more, .row-head, .held, .card-words, .hung-title, .problem-head, .brand-words h2");
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

  function slash() {
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      var box = document.querySelector(".ask:not([hidden]) input") || document.querySelector(".find input");
      if (event.key === "/" && !typing && box) { event.preventDefault(); box.focus(); }
    });
  }

  function made(tag, name, text) {
    var element = document.createElement(tag);
    element.className = name;
    element.textContent = text || "";
    if (tag === "button") { element.type = "button"; }
    return element;
  }

  function viewer() {
    var dialog = made("dialog", "viewer"), bar = made("div", "viewer-bar"), stage = made("div", "viewer-stage");
    var picture = made("img", ""), told = made("span", "viewer-told"), links = [], at = 0;
    var back = made("button", "tool", "上一张"), on = made("button", "tool", "下一张");
    var size = made("button", "tool", "原大"), close = made("button", "tool", "关闭");

    function show(number) {
      at = (number + links.length) % links.length;
      picture.src = links[at].href;
      picture.alt = links[at].querySelector("img").alt.replace("，点开看大图", "");
      told.textContent = links.length > 1 ? "第 " + (at + 1) + " 张，共 " + links.length + " 张" : "";
      back.hidden = on.hidden = links.length < 2;
    }
    function zoom(large) {
      dialog.classList.toggle("large", large);
      size.textContent = dialog.classList.contains("large") ? "整张" : "原大";
    }
    function flip() { zoom(!dialog.classList.contains("large")); }

    dialog.setAttribute("aria-label", "看大图");
    stage.tabIndex = 0;
    stage.appendChild(picture);
    [told, back, on, size, close].forEach(function (part) { bar.appendChild(part); });
    [bar, stage].forEach(function (part) { dialog.appendChild(part); });
    document.body.appendChild(dialog);
    back.addEventListener("click", function () { show(at - 1); });
    on.addEventListener("click", function () { show(at + 1); });
    size.addEventListener("click", flip);
    picture.addEventListener("click", flip);
    close.addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && links.length > 1) { show(at + step); }
      if (step) { event.stopPropagation(); }
    });
    all(".board-pages, .photos, .viewed").forEach(function (group) {
      var within = all("a", group);
      within.forEach(function (link, number) {
        link.addEventListener("click", function (event) {
          if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
          event.preventDefault();
          links = within;
          zoom(false);
          show(number);
          dialog.showModal();
        });
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    slash();
    if (document.querySelector(".board-pages, .photos, .viewed")) { viewer(); }
    all(".elder").forEach(elder);
    all(".menu").forEach(menu);
    all(".filter").forEach(filter);
    if (document.querySelector("[data-keys]")) { keys(); }
    count();
    setInterval(count, 60000);
  });
})();
