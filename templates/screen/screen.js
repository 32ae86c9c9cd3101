// The loop of the lobby screen: no request, no growing page; what expires drops out by the clock. Chromium 90.
(function () {
  "use strict";
  var READ = 6, LEAST = 8, MOST = 45, LONGEST = 300;   // characters a second; seconds a page of a slide, a film
  var DAYS = "日一二三四五六";
  var slides = Array.prototype.slice.call(document.querySelectorAll(".slide:not(.rest)"));
  var rest = document.querySelector(".rest"), bar = document.getElementById("bar");
  var at = -1, page = 0, pages = 1, ends = 0, started = 0, left = 0, paused = false, shown = null;

  function get(id) { return document.getElementById(id); }
  function say(id, words) { var there = get(id); if (there.textContent !== words) { there.textContent = words; } }
  function wide(view) { return Math.max(1, view.getBoundingClientRect().width); }
  function two(n) { return n < 10 ? "0" + n : "" + n; }
  function live(slide) { var until = slide.dataset.until; return !until || Date.now() <= Date.parse(until); }

  function prune() {                                 // what has expired leaves the page for good
    var gone = slides.filter(function (slide) { return !live(slide); });
    if (!gone.length) { return false; }
    var now = slides[at];
    slides = slides.filter(live);
    gone.forEach(function (slide) { slide.remove(); });
    at = slides.indexOf(now);
    return gone.indexOf(now) >= 0;
  }

  function balance(head) {                           // lines of like length, and no last line of one character
    if (!head) { return; }
    head.style.maxWidth = "none";
    var height = head.offsetHeight, wide = head.offsetWidth, narrow = wide / 2;
    while (wide - narrow > 4) {
      var middle = (wide + narrow) / 2;
      head.style.maxWidth = middle + "px";
      if (head.offsetHeight > height) { narrow = middle; } else { wide = middle; }
    }
    head.style.maxWidth = Math.ceil(wide) + "px";
  }

  function lay(slide) {                              // long texts turn pages: columns as wide as the window
    var view = slide.querySelector(".window"), text = slide.querySelector(".text");
    if (!view || !text || !text.textContent.trim()) { return 1; }
    text.style.columnWidth = wide(view) + "px";
    text.style.transform = "none";
    return Math.max(1, Math.round(text.scrollWidth / wide(view)));
  }

  function turn() {
    var slide = shown, text = slide.querySelector(".text"), view = slide.querySelector(".window");
    if (text && view) { text.style.transform = "translateX(" + -page * wide(view) + "px)"; }
    var length = slide.textContent.replace(/\s+/g, "").length / pages;
    hold(Math.min(MOST, Math.max(LEAST, length / READ)) * 1000);
    say("place", slide === rest ? "" : (at + 1) + " / " + slides.length + (pages > 1 ? "（" + (page + 1) + "/" + pages + " 页）" : ""));
    var next = slides.length > 1 ? slides[(at + 1) % slides.length] : null;
    say("next", page + 1 < pages ? "下一页：续" : next ? "下一项：" + next.getAttribute("aria-label") : "");
  }

  function film(slide) { return slide.querySelector("video.picture"); }
  function run(video) { var begun = video.play(); if (begun) { begun.catch(function () {}); } }   // else its still stands
  function show(slide) {
    var last = shown && film(shown), now = film(slide);
    if (shown && shown !== slide) { shown.classList.remove("on"); if (last) { last.pause(); last.load(); } }
    shown = slide; slide.classList.add("on");
    balance(slide.querySelector("h1")); page = 0; pages = lay(slide); turn();
    if (now && !paused) { run(now); }
  }
  slides.forEach(function (slide) {                  // a film is shown to its end
    var video = film(slide);
    if (!video) { return; }
    video.addEventListener("loadedmetadata", function () {
      if (shown === slide) { ends = Math.max(ends, started + Math.min(LONGEST, video.duration || 0) * 1000); }
    });
  });

  function hold(time) { started = Date.now(); ends = started + time; left = time; }
  function pick(step) {
    prune();
    if (!slides.length) { at = -1; show(rest); return; }
    at = (at + step + slides.length) % slides.length;
    show(slides[at]);
  }
  function forward() { if (page + 1 < pages) { page += 1; turn(); } else { pick(1); } }
  function back() { if (page > 0) { page -= 1; turn(); } else { pick(-1); } }
  function pause() {
    paused = !paused;
    var video = shown && film(shown);
    if (video) { if (paused) { video.pause(); } else { run(video); } }
    if (paused) { left = Math.max(0, ends - Date.now()); } else { ends = Date.now() + left; }
    say("state", paused ? "已暂停，再点一下继续" : "");
  }

  function tick() {
    var now = new Date();
    say("day", (now.getMonth() + 1) + "月" + now.getDate() + "日 星期" + DAYS[now.getDay()]);
    say("clock", two(now.getHours()) + ":" + two(now.getMinutes()));
    if (prune()) { at -= 1; pick(1); return; }
    if (paused) { return; }
    var whole = Math.max(1, ends - started);
    bar.style.transform = "scaleX(" + Math.min(1, (now - started) / whole) + ")";
    if (now >= ends || now < started) { forward(); }   // a clock set back must not hold a slide for hours
  }

  var touch = null;
  document.addEventListener("keydown", function (event) {
    if (event.key === "ArrowRight" || event.key === "PageDown") { forward(); }
    else if (event.key === "ArrowLeft" || event.key === "PageUp") { back(); }
    else if (event.key === " " || event.key === "Enter") { event.preventDefault(); pause(); }
  });
  document.addEventListener("pointerdown", function (event) { touch = event.clientX; });
  document.addEventListener("pointerup", function (event) {
    var way = touch === null ? 0 : event.clientX - touch; touch = null;
    if (way < -60) { forward(); } else if (way > 60) { back(); } else { pause(); }
  });
  document.addEventListener("click", function (event) { event.preventDefault(); });
  window.addEventListener("resize", function () { if (shown) { show(shown); } });
  pick(1); tick();
  setInterval(tick, 500);
}());
