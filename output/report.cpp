// The page as a whole: head, look, contents, sections in order.
#include "output/report.hpp"

#include <array>

#include <fmt/format.h>

#include "output/report_parts.hpp"
#include "scenarios/faults.hpp"
#include "sim/base/error.hpp"

namespace hearth {

namespace {

// Letters of 16 px, tables that break anywhere rather than run off a phone, charts that shrink to a
// column; on paper no chart is torn and the contents are left out.
constexpr std::string_view look = R"(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1rem;background:#fff;color:#1a1a1a;overflow-wrap:anywhere;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans","PingFang SC","Noto Sans CJK SC",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.3rem;margin:2.2rem 0 .6rem;border-top:2px solid #1a1a1a;padding-top:.5rem}
h3{font-size:1.05rem;line-height:1.35;margin:1.2rem 0 .4rem}
h4{font-size:.9rem;margin:.6rem 0 .2rem}
p{margin:.4rem 0;max-width:46rem}
.lead{font-size:1.1rem;font-weight:600}
.note{font-size:.85rem;color:#444}
.warning{border-left:4px solid #1a1a1a;padding-left:.6rem;font-weight:600}
.answer{border:1px solid #767676;border-radius:4px;padding:.2rem .9rem .7rem;margin:.8rem 0}
.answer h3{margin-top:.6rem}
nav ul,ul.key{list-style:none;padding:0;margin:.6rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
a{color:#00518c}
.charts,.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:.4rem 2rem}
.cell{max-width:32rem}
.grid .charts{grid-template-columns:1fr}
svg.chart{display:block;width:100%;height:auto;font-size:12px;line-height:normal}
svg.unseen{position:absolute}
.chart text:not([fill]){fill:#1a1a1a}
.chart .tick,.chart .small,.chart .value{font-size:11px}
.chart .value{font-variant-numeric:tabular-nums}
.chart .code{font-weight:700}
.chart .over{font-size:9px;font-weight:700}
.chart .label,.chart .value,.chart .code{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
code{white-space:nowrap}
.rule{stroke:#d9d9d9;stroke-width:.7}
.axis{stroke:#1a1a1a;stroke-width:1}
.lead-line{stroke:#767676;stroke-width:.6}
.whisker{stroke-width:1.2}
table{border-collapse:collapse;font-size:.85rem;margin:.5rem 0;font-variant-numeric:tabular-nums;
overflow-wrap:break-word}
caption{text-align:left;font-weight:600;padding-bottom:.2rem}
th,td{border-bottom:1px solid #c9c9c9;padding:.15rem .6rem .15rem 0;text-align:left;vertical-align:top;font-weight:400}
thead th{font-weight:600;border-bottom:1px solid #1a1a1a}
.n{text-align:right;white-space:nowrap}
.answer .n:last-child{white-space:normal;text-align:left;min-width:8rem}
.record td{overflow-wrap:anywhere}
.figure,.grid>*{min-width:0}
details{margin:.3rem 0 .8rem}
summary{cursor:pointer;font-size:.9rem;color:#00518c;padding:.2rem 0}
.for{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
pre{white-space:pre-wrap;font-size:.8rem;background:#f3f3f3;padding:.6rem;border-radius:4px}
@media(max-width:34rem){body{padding:.7rem}th,td{padding-right:.35rem}table{font-size:.78rem}
.answer thead{display:none}
.answer tr{display:flex;flex-wrap:wrap;gap:0 .9rem;border-bottom:1px solid #c9c9c9;padding:.25rem 0}
.answer tbody th{flex-basis:100%;font-weight:600}
.answer th,.answer td{border:0;padding:0}
.answer td:nth-child(2)::before{content:"base "}
.answer td:nth-child(3)::before{content:"change "}
.answer td:nth-child(4)::before{content:"90 % interval "}}
@media print{@page{size:A4;margin:15mm}
body{max-width:none;padding:0;font-size:10pt}
nav,details:not([open]){display:none}
a{color:inherit}h3{font-size:11pt}
.cell,.answer,.grid .figure,tr{break-inside:avoid}
h2,h3,h4,caption,.note{break-after:avoid}
.charts,.grid{grid-template-columns:1fr 1fr}
.grid .charts{grid-template-columns:1fr}
thead{display:table-header-group}}
)";

struct Chapter {
    std::string_view id, title;
};
constexpr std::array contents{Chapter{"answer", "The answer in short"},
                              Chapter{"poverty", "Poverty over the years"},
                              Chapter{"differences", "Differences"},
                              Chapter{"channels", "Channels"},
                              Chapter{"payers", "Who pays"},
                              Chapter{"quintiles", "By income"},
                              Chapter{"funds", "Funds"},
                              Chapter{"measures", "Main measures"},
                              Chapter{"record", "What this rests on"}};

std::size_t base_of(const Results& r, const std::string& name)
{
    if (r.scenarios.empty() || r.years.empty() || r.groups.empty() || r.draws < 1)
        throw InputError("the results hold no scenario, year, group or draw (nothing to report)");
    if (name.empty()) return 0;
    const int base = r.scenario_index(name);
    if (base >= 0) return static_cast<std::size_t>(base);
    const std::string near = nearest(name, r.scenarios);
    throw InputError(fmt::format("scenario \"{}\" is not in the file{}", name,
                                 near.empty() ? "" : fmt::format("; the nearest is \"{}\"", near)));
}

std::string title_of(const Results& r, std::size_t base, const std::string& asked)
{
    if (!asked.empty()) return asked;
    if (r.scenarios.size() == 1) return fmt::format("Households under illness: {}", r.scenarios[0]);
    if (r.scenarios.size() == 2)
        return fmt::format("Households under illness: {} against {}", r.scenarios[1 - base], r.scenarios[base]);
    return fmt::format("Households under illness: {} scenarios against {}", r.scenarios.size() - 1, r.scenarios[base]);
}

// No script, no address to load from: the browser is told to refuse both.
std::string head(const std::string& title)
{
    return fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                       "'unsafe-inline'; img-src data:\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
                       svg::escape(title), look);
}

void opening(report::Page& page, const std::string& title)
{
    page.html += svg::hatchings();
    page.html += "<header><h1>" + svg::escape(title) + "</h1>\n<ul class=\"key\">\n";
    for (std::size_t s = 0; s < page.r.scenarios.size(); ++s)
        page.html += fmt::format("<li><b>{}</b> {}{}</li>\n", page.code(s), svg::escape(page.r.scenarios[s]),
                                 s == page.base ? " (base)" : "");
    page.html += "</ul>\n<nav aria-label=\"Contents\"><ul>\n";
    for (const Chapter& c : contents) page.html += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", c.id, c.title);
    page.html += "</ul></nav></header>\n<main>\n";
}

} // namespace

std::string report_page(const Results& results, const ReportRequest& request)
{
    report::Page page{results, base_of(results, request.base), ""};
    const std::string title = title_of(results, page.base, request.title);
    page.html = head(title);
    opening(page, title);
    report::answer_section(page);
    report::poverty_section(page);
    report::difference_section(page);
    report::channel_section(page);
    report::payer_section(page);
    report::quintile_section(page);
    report::fund_section(page);
    report::measure_section(page);
    report::record_section(page, request);
    return page.html + "</main>\n</body>\n</html>\n";
}

} // namespace hearth
