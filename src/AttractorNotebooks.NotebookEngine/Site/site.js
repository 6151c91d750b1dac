(function () {
  "use strict";
  // Choices hold for all pages; a page opened from a disk may have no memory.
  function recall(name) { try { return localStorage.getItem(name); } catch { return null; } }
  function keep(name, value) { try { localStorage.setItem(name, value); } catch { /* for this page only */ } }
  var root = document.documentElement;

  var fold = document.getElementById("fold"), isHidden = recall("code") !== "shown";
  function showCode() {
    root.classList.remove("folded");
    document.querySelectorAll("details.code").forEach(function (cell) { cell.open = !isHidden; });
    fold.textContent = isHidden ? "Show code" : "Hide code";
  }
  if (fold) {
    fold.addEventListener("click", function () {
      isHidden = !isHidden;
      keep("code", isHidden ? "hidden" : "shown");
      showCode();
    });
    showCode();
  }

  document.getElementById("theme").addEventListener("click", function () {
    var isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    keep("theme", root.dataset.theme);
    document.querySelectorAll(".js-plotly-plot").forEach(function (chart) {
      window.Plotly.relayout(chart, { "font.color": getComputedStyle(chart).color });
    });
  });

  var outline = document.querySelector("#outline details");
  if (outline && matchMedia("(max-width: 74rem)").matches) outline.open = false;

  // What a frame shows may be large: first the page is drawn.
  window.addEventListener("load", function () {
    setTimeout(function () {
      document.querySelectorAll("iframe[data-src]").forEach(function (frame) { frame.src = frame.dataset.src; });
    }, 50);
  });

  var find = document.getElementById("find"), found = document.getElementById("found"), asked = null;
  function index() {
    // A script, since a page opened from a disk may fetch nothing else.
    asked = asked || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = find.dataset.root + "search.js";
      script.onload = function () { resolve(window.attractorIndex); };
      script.onerror = reject;
      document.head.appendChild(script);
    });
    return asked;
  }

  function worth(entry, words) {
    var title = entry[0].toLowerCase(), page = entry[2].toLowerCase(), text = entry[3].toLowerCase(), sum = 0;
    for (var i = 0; i < words.length; i++) {
      var word = words[i];
      if (title === word || title.endsWith("." + word)) sum += 40;
      else if (title.startsWith(word)) sum += 20;
      else if (title.includes(word)) sum += 10;
      else if (page.includes(word)) sum += 4;
      else if (text.includes(word)) sum += 2;
      else return 0;
    }
    return sum + 1 / title.length;
  }

  function add(parent, name, text) {
    var element = document.createElement(name);
    element.textContent = text;
    return parent.appendChild(element);
  }

  // The text around the first word, the words in bold.
  function excerpt(parent, text, words) {
    var lower = text.toLowerCase(), first = Math.max(0, lower.indexOf(words[0]) - 50), end = Math.min(text.length, first + 160);
    if (first > 0) parent.append("… ");
    for (var at = first; at < end;) {
      var next = end, length = 0;
      words.forEach(function (word) {
        var place = lower.indexOf(word, at);
        if (place >= 0 && place < next) { next = place; length = word.length; }
      });
      parent.append(text.slice(at, next));
      if (length > 0) add(parent, "b", text.slice(next, next + length));
      at = next + length;
      if (length === 0) break;
    }
    if (end < text.length) parent.append(" …");
  }

  function search() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) { found.hidden = true; return; }
    index().then(function (entries) {
      var best = entries.map(function (entry) { return { entry: entry, worth: worth(entry, words) }; })
        .filter(function (each) { return each.worth > 0; })
        .sort(function (a, b) { return b.worth - a.worth; });
      found.replaceChildren();
      best.slice(0, 12).forEach(function (each) {
        var link = add(found, "a", "");
        link.href = find.dataset.root + each.entry[1];
        add(link, "strong", each.entry[0]);
        if (each.entry[2] !== each.entry[0]) add(link, "small", " " + each.entry[2]);
        excerpt(add(link, "span", ""), each.entry[3], words);
      });
      add(found, "p", best.length === 0 ? "Nothing found." : best.length > 12 ? "12 of " + best.length + " places; add a word." : best.length === 1 ? "1 place." : best.length + " places.");
      found.hidden = false;
    }, function () {
      found.replaceChildren();
      add(found, "p", "search.js is missing beside the pages.");
      found.hidden = false;
    });
  }

  find.addEventListener("focus", index);
  find.addEventListener("input", search);
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); find.focus(); }
    if (!found.contains(document.activeElement) && document.activeElement !== find) return;
    if (event.key === "Escape") { found.hidden = true; find.focus(); return; }
    if (event.key === "Enter" && document.activeElement === find && found.querySelector("a")) { found.querySelector("a").click(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var places = [find].concat(Array.from(found.querySelectorAll("a")));
    var next = places[places.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  document.addEventListener("click", function (event) { if (!event.target.closest(".find") || event.target.closest("#found a")) found.hidden = true; });

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.katex || typeof katex.render !== "function") return;
    document.querySelectorAll(".math").forEach(function (place) {
      var text = place.textContent.trim();
      katex.render(text.slice(2, -2), place, { displayMode: place.classList.contains("display"), throwOnError: false });
    });
  });
})();
