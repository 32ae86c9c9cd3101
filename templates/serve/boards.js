// In served pages only: the boards of this page beside it, with what was solved for them.
(function () {
  "use strict";
  var NARROW = 700, WIDE = 1200, ROOM = 400, kept = "zhendi-boards";
  if (location.pathname.startsWith("/_zhendi/") || window.top !== window) { return; }
  var path = location.pathname.slice(1);
  try { path = decodeURIComponent(path); } catch (error) { /* as it stands */ }
  var host = null, root = null, found = null, at = 0, asked = 0;

  function make(name, look, text, parent) {
    var element = document.createElement(name);
    if (look) { element.className = look; }
    if (text !== undefined && text !== "") { element.textContent = text; }
    if (parent) { parent.appendChild(element); }
    return element;
  }

  function link(words, place, look, parent) {
    var element = make("a", look, words, parent);
    element.href = "/" + place.split("/").map(encodeURIComponent).join("/");
    element.target = "_blank";
    return element;
  }

  function is_open() {
    var state = sessionStorage.getItem(kept);
    return state ? state === "open" : window.innerWidth >= WIDE;
  }

  function fact(list, name, value, look) {
    var row = make("div", look || "", "", list);
    make("dt", "", name, row);
    return make("dd", "", value, row);
  }

  function gauge(parent, board) {
    // How large the body is, from what can just be read at the distance to what is read at ease.
    var most = Math.max(board.easy_mm * 1.6, board.body_mm * 1.1), box = make("div", "gauge", "", parent);
    var share = function (mm) { return (100 * mm / most).toFixed(1) + "%"; };
    make("i", "gauge-ease", "", box).style.left = share(board.easy_mm);
    make("span", "gauge-mark gauge-least", "勉强 " + board.least_mm, box).style.right = "calc(100% - " + share(board.least_mm) + ")";
    make("span", "gauge-mark", "舒适 " + board.easy_mm, box).style.left = share(board.easy_mm);
    make("b", "gauge-here", "", box).style.left = share(board.body_mm);
  }

  function scene(parent, board) {
    // From the side, to scale (cm): the board at the height of its middle, a reader at the distance.
    var away = board.distance * 100, width = away + 90, tall = board.height / 10, middle = Math.max(150, tall / 2 + 20);
    var top = Math.max(186, middle + tall / 2 + 8), x = 26 + away, y = function (cm) { return (top - cm).toFixed(1); };
    var head = '<svg class="scene" viewBox="0 0 ' + width.toFixed(0) + " " + (top + 26).toFixed(0) + '" role="img" aria-label="' +
      board.distance + ' 米处的读者和展板，按比例">';
    var wall = '<rect class="scene-wall" x="0" y="0" width="14" height="' + top + '"/><path class="scene-floor" d="M0 ' + y(0) + "H" + width + '"/>';
    var hung = '<rect class="scene-board" x="14" y="' + y(middle + tall / 2) + '" width="7" height="' + tall + '"/>';
    var rays = '<path class="scene-rays" d="M' + (x - 6) + " " + y(158) + "L21 " + y(middle + tall / 2) + "M" + (x - 6) + " " + y(158) + "L21 " + y(middle - tall / 2) + '"/>';
    var man = '<g class="scene-man" transform="translate(' + (x - 14) + " " + y(170) + ')"><circle cx="14" cy="11.5" r="11.5"/>' +
      '<path d="M14 25c-9 0-12 6-12 14v44c0 5 6 5 6 0V92h0v72c0 8 12 8 12 0V92c0-4 6-4 6-9V39c0-8-3-14-12-14z"/></g>';
    var size = '<path class="scene-line" d="M21 ' + y(-10) + "H" + x + "M21 " + y(-5) + "V" + y(-15) + "M" + x + " " + y(-5) + "V" + y(-15) + '"/>' +
      '<text class="scene-text" x="' + ((21 + x) / 2) + '" y="' + y(-23) + '">' + board.distance + " 米</text>";
    var box = make("div", "scene-box", "", parent);
    box.innerHTML = head + wall + rays + hung + man + size + "</svg>";  // numbers of our own only
  }

  function tell_problems(parent, list) {
    list.forEach(function (one) {
      var item = make("li", "over-item " + one.severity, "", parent), first = make("p", "over-place", "", item);
      make("b", "level", one.label, first);
      make("span", "", one.line ? "第 " + one.line + " 行" : "全篇", first);
      make("code", "", one.code, first);
      make("p", "over-what", one.message, item);
      if (one.hint) { make("p", "over-hint", one.hint, item); }
    });
  }

  function show_board(body, board) {
    var frame = make("div", "frame" + (board.width > board.height ? " frame-lying" : ""), "", body);
    board.previews.forEach(function (picture, number) {
      var image = make("img", "", "", link("", picture, "frame-page", frame));
      image.src = "/" + picture.split("/").map(encodeURIComponent).join("/") + "?" + asked;
      image.alt = "展板" + (board.pages > 1 ? "第 " + (number + 1) + " 块" : "") + "，点开看大图";
      image.width = board.width; image.height = board.height;
    });
    var buttons = make("p", "side-buttons", "", body);
    link("打开 PDF", board.pdf, "side-button main", buttons);
    link("看大图", board.previews[0], "side-button", buttons);
    var list = make("dl", "facts", "", body);
    fact(list, "尺寸", board.size + (board.pages > 1 ? "，" + board.pages + " 块" : ""));
    fact(list, "标题字高", board.title_mm + " 毫米");
    gauge(fact(list, "正文字高", board.body_mm + " 毫米（" + board.body_pt + " 磅）", "fact-wide" + (board.small ? " doubt" : "")).parentNode, board);
    var fill = fact(list, "排满", board.fill + "%", "fact-wide" + (board.loose ? " doubt" : "")).parentNode, bar = make("div", "fill", "", fill);
    make("i", "", "", bar).style.width = Math.min(100, board.fill) + "%";
    if (board.columns) { fact(list, "分栏", board.columns + " 栏"); }
    fact(list, "行距", board.line_height + " 倍");
    if (board.series) { fact(list, "系列", board.series + "（统一字号）", "fact-wide"); }
    var far = make("section", "far", "", body);
    make("h3", "", "阅读距离 " + board.distance + " 米" + (board.small ? "，字偏小" : "，读起来舒适"), far);
    scene(far, board);
    if (board.problems.length) { tell_problems(make("ol", "over-list", "", body), board.problems); }
  }

  function words_of(board) {
    return board.size + " · 字高 " + board.body_mm + " 毫米 · 排满 " + board.fill + "%";
  }

  function draw() {
    var open = is_open(), boards = found.boards, own = found.problems.filter(function (one) { return !/^BD|^TY/.test(one.code) || !boards.length; });
    document.documentElement.style.marginRight = open && window.innerWidth >= WIDE ? ROOM + "px" : "";
    var over = document.getElementById("zhendi-problems");
    if (over) { over.style.display = open && window.innerWidth <= NARROW ? "none" : ""; }
    root.querySelectorAll("aside, .tab").forEach(function (old) { old.remove(); });
    if (!open) {
      var tab = make("button", "tab", "", root);
      make("b", "", boards.length ? "展板" : "预览", tab);
      make("span", "", boards.length ? words_of(boards[0]) : found.making ? "展板正在做……" : "这一篇没有展板", tab);
      if (own.length) { make("em", "", own.length + " 处问题", tab); }
      tab.onclick = function () { sessionStorage.setItem(kept, "open"); draw(); };
      return;
    }
    var side = make("aside", "side" + (found.making ? " making" : ""), "", root);
    side.setAttribute("aria-label", "展板预览");
    var head = make("header", "side-head", "", side);
    make("strong", "", "预览", head);
    var all = make("nav", "", "", head);
    link("全部展板", "_zhendi/boards", "", all).target = "";
    link("问题", "_zhendi/problems", "", all).target = "";
    var close = make("button", "side-close", "收起", head);
    close.onclick = function () { sessionStorage.setItem(kept, "shut"); draw(); };
    var body = make("div", "side-body", "", side);
    if (found.making && boards.length) { make("p", "side-making", "展板正在重做，先看上一次的……", body).setAttribute("role", "status"); }
    if (boards.length > 1) {
      var tabs = make("div", "side-tabs", "", body);
      boards.forEach(function (board, number) {
        var one = make("button", "", board.own ? board.size : board.title, tabs);
        one.setAttribute("aria-pressed", String(number === at));
        one.onclick = function () { at = number; draw(); };
      });
    }
    if (boards.length) {
      at = Math.min(at, boards.length - 1);
      show_board(body, boards[at]);
    } else {
      make("p", "side-none", found.making ? "展板正在做……" : "这一篇没有展板。要做展板，在抬头里写“海报: 60x90cm”。", body);
    }
    if (own.length) {
      make("h3", "side-title", "这一篇的问题", body);
      tell_problems(make("ol", "over-list", "", body), own);
    }
    make("p", "side-source", found.source, body);
  }

  function ask() {
    var number = ++asked, request = new XMLHttpRequest();
    request.open("GET", "/_zhendi/boards.json?page=" + encodeURIComponent(path));
    request.onload = function () {
      if (number !== asked || request.status !== 200) { return; }
      found = JSON.parse(request.responseText);
      if (!found.source) { return; }
      if (!host) {
        host = make("div", "", "", document.body);
        host.id = "zhendi-boards";
        root = host.attachShadow({ mode: "open" });
        var style = make("link", "", "", root);
        style.rel = "stylesheet"; style.href = "/_zhendi/preview.css";
        style.onload = draw;
        window.addEventListener("resize", draw);
        return;
      }
      draw();
    };
    request.send();
  }

  document.addEventListener("zhendi", ask);
})();
