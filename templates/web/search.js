/* Search over an index that lies beside the page as scripts: a page opened as file:// may load those, but not fetch.
   The parts are written by zhendi/render/web_search.py. Target: Chromium 90. */
(function () {
  "use strict";
  const PAGE = 20, BEFORE = 36, AFTER = 130;
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const VALUE = new Uint8Array(128);
  Array.from(DIGITS).forEach((digit, value) => { VALUE[digit.charCodeAt(0)] = value; });

  const folder = "../assets/search/";
  const parts = {}, coming = {}, lists = new Map();
  window.zhendiPart = (name, data) => { parts[name] = data; };

  function part(name, file) {
    if (!coming[name]) {
      coming[name] = new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = folder + file;
        script.onload = () => { script.remove(); done(parts[name]); };
        script.onerror = () => { delete coming[name]; fail(new Error(file)); };
        document.head.appendChild(script);
      });
    }
    return coming[name];
  }

  const plain = (text) => Array.from(text.toLowerCase()).filter((sign) => /[\p{L}\p{N}]/u.test(sign));
  const shardOf = (sign) => sign.codePointAt(0) % parts.core.shards.length;
  const shard = (number) => part("i" + number, parts.core.shards[number]);
  /* Entries are numbered from the newest, their texts are stored from the oldest: a new entry leaves the parts alone. */
  function text(entry) {
    const place = parts.core.entries - 1 - entry, number = Math.floor(place / parts.core.size);
    return part("t" + number, parts.core.texts[number]).then((held) => held[place % parts.core.size]);
  }

  function numbers(key, written) {
    let list = lists.get(key);
    if (!list) {
      list = [];
      let at = -1, step = 0;
      for (let i = 0; i < written.length; i++) {
        const value = VALUE[written.charCodeAt(i)];
        step = step * 32 + (value & 31);
        if (value < 32) { at += step; list.push(at); step = 0; }
      }
      lists.set(key, list);
    }
    return list;
  }

  /* Mark the entries that hold all pairs of a word; `where` is 0 for the whole text, 1 for the title. */
  async function holding(signs, where) {
    const marked = new Uint8Array(parts.core.entries);
    if (!signs.length) { return marked; }
    const pairs = signs.length === 1 ? [] : Array.from(new Set(signs.slice(1).map((sign, at) => signs[at] + sign)));
    const firsts = signs.length === 1 ? signs : pairs.map((pair) => Array.from(pair)[0]);
    const shards = await Promise.all(firsts.map((sign) => shard(shardOf(sign))));
    if (!pairs.length) {
      const known = shards[0][where];
      Object.keys(known).filter((pair) => pair.startsWith(signs[0])).forEach((pair) => {
        numbers(where + pair, known[pair]).forEach((entry) => { marked[entry] = 1; });
      });
      return marked;
    }
    const counted = new Uint16Array(parts.core.entries);
    pairs.forEach((pair, at) => {
      numbers(where + pair, shards[at][where][pair] || "").forEach((entry) => { counted[entry] += 1; });
    });
    counted.forEach((count, entry) => { marked[entry] = count === pairs.length ? 1 : 0; });
    return marked;
  }

  const escaped = (sign) => sign.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const pattern = (signs) => signs.map(escaped).join("[^\\p{L}\\p{N}]{0,4}");

  function yearsOf() {
    const years = new Uint16Array(parts.core.entries);
    let at = 0;
    parts.core.years.forEach(([year, count]) => { years.fill(year, at, at + count); at += count; });
    return years;
  }

  async function search(asked, area, year, wanted) {
    const words = asked.split(/[\s“”"'，。、；：]+/).map(plain).filter((word) => word.length);
    const whole = words.flat();
    if (!whole.length) { return null; }
    const [together, titled, ...each] = await Promise.all([
      holding(whole, 0), holding(whole, 1), ...words.map((word) => holding(word, 0))
    ]);
    const years = year ? yearsOf() : null, near = [], rest = [];
    for (let entry = 0; entry < parts.core.entries; entry++) {
      const fits = each.every((marked) => marked[entry]) && (area === "" || parts.core.area[entry] === +area);
      if (fits && (!year || years[entry] === +year)) { (together[entry] ? near : rest).push(entry); }
    }
    const ordered = near.filter((entry) => titled[entry]).concat(near.filter((entry) => !titled[entry]));
    const phrase = new RegExp(pattern(whole), "iu"), exact = [], loose = [];
    for (let at = 0; at < ordered.length && exact.length < wanted; at += PAGE) {
      const some = ordered.slice(at, at + PAGE), held = await Promise.all(some.map(text));
      some.forEach((entry, i) => { (phrase.test(held[i][0]) || phrase.test(held[i][4]) ? exact : loose).push(entry); });
    }
    const entries = exact.length < wanted ? exact.concat(loose, rest) : exact;
    const shown = entries.slice(0, wanted);
    return {
      found: near.length + rest.length, exact: exact.length, shown, held: await Promise.all(shown.map(text)),
      marks: new RegExp("(?:" + [whole, ...words].map(pattern).join("|") + ")", "giu")
    };
  }

  function element(tag, name, content) {
    const made = document.createElement(tag);
    made.className = name;
    if (content) { made.textContent = content; }
    return made;
  }

  function marked(into, words, marks) {
    let at = 0;
    for (const found of words.matchAll(marks)) {
      into.append(words.slice(at, found.index), Object.assign(document.createElement("mark"), { textContent: found[0] }));
      at = found.index + found[0].length;
    }
    into.append(words.slice(at));
    return into;
  }

  function excerpt(words, marks) {
    const first = words.search(marks), start = Math.max(0, first - BEFORE), end = Math.max(first, 0) + AFTER;
    marks.lastIndex = 0;
    return (start ? "……" : "") + words.slice(start, end).replace(/\s+/g, " ") + (end < words.length ? "……" : "");
  }

  function result(entry, held, marks) {
    const [title, address, date, state, words] = held, item = element("li", "row"), head = element("div", "row-head");
    const link = element("a", "row-title");
    link.href = address;
    head.append(marked(link, title, marks));
    if (state) { head.append(element("span", "state expired", state)); }
    if (date) { head.append(element("time", "row-date", date.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, "$1年$2月$3日"))); }
    const more = element("p", "row-more");
    more.append(element("span", "row-area", parts.core.areas[parts.core.area[entry]]));
    more.append(marked(element("span", "excerpt"), excerpt(words, marks), marks));
    item.append(head, more);
    return item;
  }

  function start() {
    const form = document.querySelector(".ask"), box = form.elements.q, list = document.querySelector(".results");
    const told = document.querySelector(".ask-found"), more = document.querySelector(".ask-more");
    let turn = 0, wanted = PAGE, timer = 0, composing = false;

    function say(answer) {
      if (!answer) { return ""; }
      if (!answer.found) { return "没有找到。换个说法，或者少写几个字再试。"; }
      return "找到 " + answer.found + " 篇" + (answer.exact ? "" : "，没有整句相同的，下面是含有全部字词的");
    }

    async function run() {
      const mine = ++turn, began = performance.now(), asked = box.value.trim();
      let answer;
      try {
        answer = await search(asked, form.elements.area.value, form.elements.year.value, wanted);
      } catch (error) {
        told.textContent = "索引没有读出来（" + error.message + "）。请刷新页面再试。";
        return;
      }
      if (mine !== turn) { return; }
      told.textContent = say(answer);
      list.replaceChildren(...(answer ? answer.shown.map((entry, at) => result(entry, answer.held[at], answer.marks)) : []));
      list.dataset.asked = asked;
      list.hidden = !answer || !answer.found;
      more.hidden = !answer || answer.found <= answer.shown.length;
      performance.measure("search", { start: began });
      try {
        history.replaceState(null, "", "?" + new URLSearchParams(new FormData(form)));
      } catch (error) { return; }
    }

    function again(wait) {
      clearTimeout(timer);
      wanted = PAGE;
      timer = setTimeout(run, wait);
    }

    function walk(event) {
      const links = Array.from(list.querySelectorAll("a")), at = links.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !links.length || (at < 0 && document.activeElement !== box)) { return; }
      event.preventDefault();
      (at + step < 0 ? box : links[Math.min(at + step, links.length - 1)]).focus();
    }

    const given = new URLSearchParams(location.search);
    Array.from(form.elements).forEach((control) => { if (control.name) { control.value = given.get(control.name) || ""; } });
    form.hidden = false;
    document.querySelector(".ask-help").hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); again(0); });
    form.addEventListener("change", () => again(0));
    box.addEventListener("compositionstart", () => { composing = true; });
    box.addEventListener("compositionend", () => { composing = false; again(0); });
    box.addEventListener("input", () => { if (!composing) { again(120); } });
    more.addEventListener("click", () => { wanted += PAGE; run(); });
    document.addEventListener("keydown", walk);
    box.focus();
    again(0);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
