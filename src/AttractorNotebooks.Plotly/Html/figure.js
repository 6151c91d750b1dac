(function (key, source, figure) {
  "use strict";
  var phone = 560;

  function load() {
    if (window.Plotly) return Promise.resolve(window.Plotly);
    if (!source) return Promise.reject(new Error("this page brings no plotly.js"));
    if (!window.attractorPlotly) {
      window.attractorPlotly = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = source.address;
        if (source.integrity) { script.integrity = source.integrity; script.crossOrigin = "anonymous"; }
        script.onload = function () { resolve(window.Plotly); };
        script.onerror = function () { window.attractorPlotly = null; reject(new Error("plotly.js could not be loaded")); };
        document.head.appendChild(script);
      });
    }
    return window.attractorPlotly;
  }

  function shape(host, narrow) {
    var copy = JSON.parse(JSON.stringify(figure)), layout = copy.layout || (copy.layout = {});
    var narrowLayout = layout.meta && layout.meta.narrow;
    if (narrow && narrowLayout) Object.assign(layout, narrowLayout);
    if (layout.font && layout.font.color === "INK") layout.font.color = getComputedStyle(host).color;
    layout.autosize = true;
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

  function complain(error) { if (window.console) console.warn("Figure stays a picture: " + error.message); }

  function start(tries) {
    var hosts = document.querySelectorAll('[data-attractor-figure="' + key + '"]:not([data-drawn])');
    Array.prototype.forEach.call(hosts, function (host) {
      host.setAttribute("data-drawn", "");
      load().then(function (Plotly) { return draw(Plotly, host); }).catch(complain);
    });
    // JupyterLab may run the script before its output is part of the page.
    if (hosts.length === 0 && tries > 0) setTimeout(start, 100, tries - 1);
  }

  start(50);
})
