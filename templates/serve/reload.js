// Reload the page after a build; show problems over it. Served pages only, never written to files.
(function () {
  "use strict";
  var seen = -1, panel = null;
  function show(problems) {
    if (panel) { panel.remove(); panel = null; }
    if (!problems.length || sessionStorage.getItem("zhendi-hide") === JSON.stringify(problems)) { return; }
    panel = document.createElement("section");
    panel.setAttribute("role", "alert");
    panel.style.cssText = "position:fixed;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;z-index:2147483647;margin:0;" +
      "padding:14px 20px;background:#2b1b17;color:#fff;font:15px/1.7 sans-serif;box-shadow:0 -2px 12px rgba(0,0,0,.4)";
    var close = document.createElement("button");
    close.textContent = "先不看";
    close.style.cssText = "float:right;min-height:36px;padding:0 14px;font:inherit";
    close.onclick = function () { sessionStorage.setItem("zhendi-hide", JSON.stringify(problems)); panel.remove(); };
    panel.appendChild(close);
    problems.forEach(function (problem) {
      var item = document.createElement("div"), hint = document.createElement("div");
      var words = { error: "错误", warning: "警告" }[problem.severity];
      item.textContent = problem.path + ":" + problem.line + ":" + problem.column + "  " + words + " " + problem.code + "  " + problem.message;
      item.style.fontWeight = "bold";
      hint.textContent = problem.hint ? "建议：" + problem.hint : "";
      hint.style.cssText = "margin:0 0 8px 1em;color:#f4d9a8";
      panel.appendChild(item); panel.appendChild(hint);
    });
    document.body.appendChild(panel);
  }
  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", "EVENTS_PATH?seen=" + seen);
    request.onload = function () {
      var state = JSON.parse(request.responseText);
      if (seen >= 0 && state.version !== seen) { location.reload(); return; }
      if (seen < 0) { show(state.problems); }
      seen = state.version;
      setTimeout(ask, 50);
    };
    request.onerror = function () { setTimeout(ask, 1500); };
    request.send();
  }
  ask();
})();
