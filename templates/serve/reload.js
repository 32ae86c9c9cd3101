// In served pages only, never written to files: load the page again when it changed, show problems over it.
(function () {
  "use strict";
  var script = document.currentScript, key = script.dataset.key, pages = Number(script.dataset.pages);
  var words = { error: "错误", warning: "警告" }, hidden = "zhendi-hidden", source = null, panel = null;

  function pathOf(address) {
    var url = new URL(address, location.href), path = url.pathname;
    if (url.origin !== location.origin) { return ""; }
    try { path = decodeURIComponent(path); } catch (error) { /* as it stands */ }
    return path.slice(1) + (path.endsWith("/") ? "index.html" : "");
  }

  function shows(changed) {
    // Say whether this page, or a picture on it, is among the changed files; its styles and scripts bear other names then.
    var own = { }, found = false;
    own[pathOf(location.href)] = true;
    document.querySelectorAll("img, image, video, source").forEach(function (one) {
      var address = one.currentSrc || one.getAttribute("src") || one.getAttribute("href");
      if (address) { own[pathOf(address)] = true; }
    });
    changed.forEach(function (path) { found = found || own[path]; });
    return found;
  }

  function add(parent, name, text, look) {
    var element = document.createElement(name);
    element.textContent = text;
    element.className = look;
    parent.appendChild(element);
    return element;
  }

  function show(problems) {
    var state = JSON.stringify(problems), errors = problems.filter(function (one) { return one.severity === "error"; }).length;
    if (panel) { panel.remove(); panel = null; }
    if (!problems.length || sessionStorage.getItem(hidden) === state || location.pathname.startsWith("/_zhendi/")) { return; }
    panel = document.createElement("div");
    panel.id = "zhendi-problems";
    var root = panel.attachShadow({ mode: "open" }), style = document.createElement("link");
    style.rel = "stylesheet"; style.href = "/_zhendi/preview.css";
    root.appendChild(style);
    var box = add(root, "section", "", "over" + (errors ? " over-errors" : "")), head = add(box, "header", "", "over-head");
    box.setAttribute("role", "alert");
    add(head, "strong", errors ? "有 " + errors + " 处错误，改好保存后自动刷新" : "有 " + problems.length + " 处提醒", "");
    var all = add(head, "a", "全部问题", "over-button"), close = add(head, "button", "先不看", "over-button");
    all.href = "/_zhendi/problems"; all.target = "_blank";
    close.onclick = function () { sessionStorage.setItem(hidden, state); show([]); };
    var list = add(box, "ol", "", "over-list");
    problems.forEach(function (one) {
      var item = add(list, "li", "", "over-item " + one.severity), place = one.line ? one.path + " 第 " + one.line + " 行" : one.path;
      var first = add(item, "p", "", "over-place");
      add(first, "b", words[one.severity], "level"); add(first, "span", place, ""); add(first, "code", one.code, "");
      add(item, "p", one.message, "over-what");
      if (one.hint) { add(item, "p", one.hint, "over-hint"); }
    });
    document.body.appendChild(panel);
  }

  function come_back() {
    // The preview was ended, perhaps started anew: its key is another, so load the page again once it answers.
    var request = new XMLHttpRequest();
    request.open("HEAD", location.href);
    request.onload = function () { location.reload(); };
    request.onerror = function () { setTimeout(come_back, 1500); };
    request.send();
  }

  function hear(state) {
    if (state.pages !== pages) {
      if (state.pages !== pages + 1 || !state.changed || shows(state.changed)) { location.reload(); return; }
      pages = state.pages;
    }
    show(state.problems);
    document.dispatchEvent(new CustomEvent("zhendi", { detail: state }));
  }

  function listen() {
    source = new EventSource("EVENTS_PATH?key=" + encodeURIComponent(key));
    source.onmessage = function (message) { hear(JSON.parse(message.data)); };
    source.onerror = function () { if (source && source.readyState === EventSource.CLOSED) { come_back(); } };
  }

  // A browser keeps at most six connections to a server: tabs in the background give theirs back.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { if (source) { source.close(); source = null; } } else if (!source) { listen(); }
  });
  listen();
})();
