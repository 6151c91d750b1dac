(function (key, source, figure) {
  "use strict";
  var phone = 560;

  // In a function of its own: a module loader, as classic Jupyter has one, would otherwise take it away from the page.
  function run(code) {
    var script = document.createElement("script");
    script.textContent = "(function (define, module, exports) {" + code + "\n})();";
    document.head.appendChild(script);
    script.remove();
    if (!window.Plotly) throw new Error("plotly.js did not run");
    return window.Plotly;
  }

  function unpacked() {
    var bytes = Uint8Array.from(atob(source.packed), function (letter) { return letter.charCodeAt(0); });
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  function fetched() {
    return fetch(source.address, { integrity: source.integrity }).then(function (answer) {
      if (!answer.ok) throw new Error("HTTP " + answer.status);
      return answer.text();
    });
  }

  // The page's own script may come after its text.
  function brought() {
    return new Promise(function (resolve, reject) {
      function look() {
        if (window.Plotly) resolve(window.Plotly);
        else reject(new Error("this page brings no plotly.js"));
      }
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look);
      else look();
    });
  }

  function load() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    if (!source) return brought();
    if (!window.attractorPlotly || source.packed) {
      window.attractorPlotly = (source.packed ? unpacked() : fetched()).then(run, function (error) {
        window.attractorPlotly = null;
        throw new Error("plotly.js could not be loaded from " + source.address + " (" + error.message + ")");
      });
    }
    return window.attractorPlotly;
  }

  function ink(look, host) {
    if (look && look.font && look.font.color === "INK") look.font.color = getComputedStyle(host).color;
  }

  function shape(host, narrow) {
    var copy = JSON.parse(JSON.stringify(figure)), layout = copy.layout || (copy.layout = {});
    var narrowLayout = layout.meta && layout.meta.narrow;
    if (narrow && narrowLayout) Object.assign(layout, narrowLayout);
    ink(layout, host);
    ink(layout.template && layout.template.layout, host);
    layout.autosize = true;
    // Square maps stand right below their titles, those of older files too.
    Object.keys(layout).forEach(function (name) {
      var axis = layout[name];
      if (/^yaxis/.test(name) && axis.scaleanchor && !axis.constraintoward) axis.constraintoward = "top";
    });
    // Its buttons would lie on the title.
    if (narrow) copy.config = Object.assign({}, copy.config, { displayModeBar: false });
    return copy;
  }

  function draw(Plotly, host) {
    var fallback = host.firstElementChild, chart = document.createElement("div");
    var isNarrow = function () { return host.clientWidth > 0 && host.clientWidth < phone; };
    var narrow = isNarrow(), width = host.clientWidth;
    chart.style.width = "100%";
    host.appendChild(chart);
    return Plotly.newPlot(chart, shape(host, narrow)).then(function () {
      if (fallback) fallback.remove();
      if (!window.ResizeObserver) return;
      new ResizeObserver(function () {
        if (host.clientWidth === 0 || host.clientWidth === width) return;
        width = host.clientWidth;
        if (isNarrow() === narrow) { Plotly.Plots.resize(chart); return; }
        narrow = !narrow;
        Plotly.react(chart, shape(host, narrow));
      }).observe(host);
    }, function (error) { chart.remove(); throw error; });
  }

  function complain(host, error) {
    var note = host.querySelector(".attractor-note");
    var way = "Run the notebook's first figure again, which brings plotly.js along, or connect to the network and reload the page.";
    if (note) note.textContent = "The chart is missing: " + error.message + ". " + way;
    if (window.console) console.warn("Figure stays a picture: " + error.message);
  }

  function start(tries) {
    var hosts = document.querySelectorAll('[data-attractor-figure="' + key + '"]:not([data-drawn])');
    Array.prototype.forEach.call(hosts, function (host) {
      host.setAttribute("data-drawn", "");
      load().then(function (Plotly) { return draw(Plotly, host); }).catch(function (error) { complain(host, error); });
    });
    // JupyterLab may run the script before its output is part of the page.
    if (hosts.length === 0 && tries > 0) setTimeout(start, 100, tries - 1);
  }

  start(50);
})
