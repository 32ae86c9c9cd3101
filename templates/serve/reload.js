// Reload the page after a build and show problems over it. In served pages only, never written to files.
(function () {
  "use strict";
  var script = document.currentScript, key = script.dataset.key, pages = Number(script.dataset.pages);
  var words = { error: "错误", warning: "警告" }, hidden = "zhendi-hidden", source = null, panel = null;

  function add(parent, name, text, style) {
    var element = document.createElement(name);
    element.textContent = text;
    element.style.cssText = "all:initial;display:block;color:inherit;font:inherit;" + style;
    parent.appendChild(element);
    return element;
  }

  function show(problems) {
    var state = JSON.stringify(problems), errors = problems.filter(function (one) { return one.severity === "error"; }).length;
    if (panel) { panel.remove(); panel = null; }
    if (!problems.length || sessionStorage.getItem(hidden) === state) { return; }
    panel = add(document.body, "section", "",
      "position:fixed;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;z-index:2147483647;padding:16px 24px;" +
      "box-sizing:border-box;background:#2b1b17;color:#fff;border-top:4px solid " + (errors ? "#e5484d" : "#d9a441") +
      ";font:16px/1.7 'Noto Sans CJK SC','Microsoft YaHei',sans-serif");
    panel.id = "zhendi-problems";
    panel.setAttribute("role", "alert");
    var close = add(panel, "button", "先不看", "float:right;min-width:88px;min-height:44px;text-align:center;cursor:pointer;" +
      "border:1px solid #fff;border-radius:4px");
    close.onclick = function () { sessionStorage.setItem(hidden, state); show([]); };
    add(panel, "strong", errors ? "有 " + errors + " 处错误，改好保存后自动刷新" : "有 " + problems.length + " 处提醒",
      "font-weight:bold;font-size:18px;margin:0 0 8px");
    problems.forEach(function (one) {
      var place = one.line ? one.path + ":" + one.line : one.path;
      add(panel, "div", place + "  " + words[one.severity] + " " + one.code + "  " + one.message, "margin:6px 0 0");
      if (one.hint) { add(panel, "div", "建议：" + one.hint, "margin:0 0 0 1em;color:#f4d9a8"); }
    });
  }

  function come_back() {
    // The preview was ended, perhaps started anew: its key is another, so load the page again once it answers.
    var request = new XMLHttpRequest();
    request.open("HEAD", location.href);
    request.onload = function () { location.reload(); };
    request.onerror = function () { setTimeout(come_back, 1500); };
    request.send();
  }

  function listen() {
    source = new EventSource("EVENTS_PATH?key=" + encodeURIComponent(key));
    source.onmessage = function (message) {
      var state = JSON.parse(message.data);
      if (state.pages !== pages) { location.reload(); } else { show(state.problems); }
    };
    source.onerror = function () { if (source && source.readyState === EventSource.CLOSED) { come_back(); } };
  }

  // A browser keeps at most six connections to a server: tabs in the background give theirs back.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { if (source) { source.close(); source = null; } } else if (!source) { listen(); }
  });
  listen();
})();
