(function () {
  "use strict";
  // The choice holds for all pages; a page opened from a disk may have no memory.
  var memory = { get: function () { try { return localStorage.getItem("code"); } catch { return null; } },
                 set: function (value) { try { localStorage.setItem("code", value); } catch { } } };
  var button = document.getElementById("fold");
  function fold(hide) {
    document.querySelectorAll("details.code").forEach(function (cell) { cell.open = !hide; });
    button.textContent = hide ? "Show code" : "Hide code";
    button.dataset.hidden = hide ? "yes" : "";
  }
  button.addEventListener("click", function () {
    var hide = !button.dataset.hidden;
    memory.set(hide ? "hidden" : "shown");
    fold(hide);
  });
  if (memory.get() === "hidden") fold(true);

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.katex) return;
    document.querySelectorAll(".math").forEach(function (place) {
      var text = place.textContent.trim();
      katex.render(text.slice(2, -2), place, { displayMode: place.classList.contains("display"), throwOnError: false });
    });
  });
})();
