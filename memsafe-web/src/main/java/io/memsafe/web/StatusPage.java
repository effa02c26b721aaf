package io.memsafe.web;

/** The page for people: it asks for the details every second and shows them. It loads nothing else. */
final class StatusPage {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>memory</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a202c; }
            h1 { display: inline-block; margin: 0 1rem 1rem 0; padding: .2rem .8rem; border-radius: .4rem; color: #fff; background: #718096; font-size: 1.4rem; }
            h1.NORMAL { background: #2f855a; } h1.WARNING { background: #b7791f; }
            h1.CRITICAL { background: #c05621; } h1.EMERGENCY { background: #c53030; }
            h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #e2e8f0; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            .bar { background: #e2e8f0; height: .7rem; width: 10rem; } .bar div { background: #2b6cb0; height: 100%; }
            #gone { color: #c53030; }
            </style>
            </head>
            <body>
            <h1 id="level">...</h1><span id="words"></span><p id="gone"></p>
            <h2>What can run full</h2><table id="areas"></table>
            <h2>What explains, and raises no level</h2><table id="measures"></table>
            <h2>Budgets</h2><table id="budgets"></table>
            <h2>Requests</h2><table id="requests"></table>
            <h2>Routes, the largest first</h2><table id="routes"></table>
            <script>
            "use strict";
            const detail = location.pathname.replace(/\\/+$/, "") + "/detail";
            const byId = id => document.getElementById(id);
            const size = bytes => {
              const units = ["B", "KB", "MB", "GB", "TB"];
              let i = 0;
              while (Math.abs(bytes) >= 1024 && i < units.length - 1) { bytes /= 1024; i++; }
              return bytes.toFixed(i === 0 ? 0 : 1) + " " + units[i];
            };
            const amount = (value, unit) => unit === "BYTES" ? size(value) : unit === "RATIO" ? (100 * value).toFixed(1) + " %" : String(value);
            const cell = (text, number) => {
              const td = document.createElement("td");
              if (text instanceof Node) td.append(text); else td.textContent = text;
              if (number) td.className = "n";
              return td;
            };
            const bar = ratio => {
              const outer = document.createElement("div"), inner = document.createElement("div");
              outer.className = "bar";
              inner.style.width = Math.min(100, 100 * ratio).toFixed(1) + "%";
              outer.append(inner);
              return outer;
            };
            const fill = (id, head, rows) => {
              const table = byId(id), first = document.createElement("tr");
              head.forEach((text, i) => {
                const th = document.createElement("th");
                th.textContent = text;
                if (i > 0) th.className = "n";
                first.append(th);
              });
              table.replaceChildren(first, ...rows.map(cells => {
                const row = document.createElement("tr");
                cells.forEach((text, i) => row.append(cell(text, i > 0 && !(text instanceof Node))));
                return row;
              }));
            };
            const show = now => {
              const level = byId("level"), heap = now.heap;
              level.textContent = now.level;
              level.className = now.level;
              byId("words").textContent = size(heap.liveBytes) + " live of " + size(heap.capacityBytes) + " that can be filled ("
                + (100 * heap.pressureRatio).toFixed(1) + " %), " + heap.collector + ", " + heap.liveSource
                + "; " + size(Math.max(0, heap.allocationBytesPerSecond)) + " allocated a second";
              fill("areas", ["area", "used", "limit", "full", "exhausted in"], now.areas.map(a => [a.name, amount(a.used, a.unit),
                amount(a.limit, a.unit), bar(a.used / a.limit), a.exhaustedInSeconds === undefined ? "" : a.exhaustedInSeconds + " s"]));
              fill("measures", ["figure", "value"], now.measures.map(m => [m.name, amount(m.value, m.unit)]));
              fill("budgets", ["budget", "given out", "limit", "full", "refused"], now.budgets.map(b => [b.name, size(b.reservedBytes),
                size(b.limitBytes), bar(b.limitBytes ? b.reservedBytes / b.limitBytes : 0), b.refusals]));
              const requests = now.requests || {};
              fill("requests", ["", ""], Object.keys(requests).map(key => [key, requests[key]]));
              fill("routes", ["route", "allocates", "holds", "told by"], (now.routes || []).map(r => [r.route, size(r.meanBytes),
                (100 * r.heldRatio).toFixed(0) + " %", r.toldBy || ""]));
            };
            const step = async () => {
              try {
                const answer = await fetch(detail, {cache: "no-store"});
                if (!answer.ok) throw new Error(answer.status);
                show(await answer.json());
                byId("gone").textContent = "";
              } catch (e) {
                byId("gone").textContent = "no answer: " + e.message;
              }
              setTimeout(step, 1000);
            };
            step();
            </script>
            </body>
            </html>
            """;

    private StatusPage() {}

    static String html() {
        return PAGE;
    }
}
