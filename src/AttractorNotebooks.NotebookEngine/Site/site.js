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

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.katex || typeof katex.render !== "function") return;
    document.querySelectorAll(".math").forEach(function (place) {
      var text = place.textContent.trim();
      katex.render(text.slice(2, -2), place, { displayMode: place.classList.contains("display"), throwOnError: false });
    });
  });
})();
