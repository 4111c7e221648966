// A document as one page: HTML with its look, scripts and charts inside. Every text is escaped; the browser is told to
// load nothing and to run no script but those two.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/results.hpp"
#include "report/document.hpp"
#include "words/say.hpp"

namespace hearth::report {

extern "C" const char hearth_report_css[], hearth_report_css_end[], hearth_report_js[], hearth_report_js_end[], hearth_echarts_js[], hearth_echarts_js_end[];

namespace {

std::string_view carried(const char* from, const char* to) { return {from, static_cast<std::size_t>(to - from)}; }

std::string escape(std::string_view text)
{
    std::string out;
    for (const char c : text) switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default:
            // Control characters are not allowed in HTML.
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
            else out += "\u00b7";
        }
    return out;
}

// For an id: letters, digits and dashes.
std::string plain(std::string text)
{
    for (char& c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') c = '-';
    return text;
}

// JSON inside a script element: nothing in it may close the element.
std::string in_script(const nlohmann::ordered_json& json)
{
    std::string out;
    for (const char c : json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return out;
}

nlohmann::ordered_json maybe(double v) { return std::isfinite(v) ? nlohmann::ordered_json(v) : nlohmann::ordered_json(); }
nlohmann::ordered_json column(std::size_t c) { return c == no_column ? nlohmann::ordered_json() : nlohmann::ordered_json(c); }

constexpr std::size_t long_text = 60; // bytes: such a cell is given room, so that its row does not grow tall
constexpr const char* tones[] = {"", "lead", "note", "warning"};

class Writer {
public:
    std::string html;
    void write(const Section& section);

private:
    void add(const Paragraph& p)
    {
        const char* tone = tones[static_cast<int>(p.tone)];
        const std::string_view text(p.text.data(), p.text.find_last_not_of(' ') + 1);
        html += *tone ? fmt::format("<p class=\"{}\">{}</p>\n", tone, escape(text)) : "<p>" + escape(text) + "</p>\n";
    }
    void add(const Heading& h) { html += "<h3>" + escape(h.text) + "</h3>\n"; }
    void add(const List& list)
    {
        html += "<ul class=\"items\">\n";
        for (const std::string& item : list.items) html += "<li>" + escape(item) + "</li>\n";
        html += "</ul>\n";
    }
    void add(const Typed& t) { fold(t.folded_under, [&] { html += "<pre>" + escape(t.text) + "</pre>\n"; }); }
    void add(const Numbers& n) { fold(n.folded_under, [&] { add(n.table); }); }
    void add(const Figure& figure) { add(figure, nullptr); }
    void add(const Sources& sources) { add(sources.figure, &sources); }

    void add(const Table& table);
    void add(const Figure& figure, const Sources* sources);
    std::string chart(const Chart& chart, const std::string& table, const Figure& figure);
    template <class F> void fold(const std::string& under, const F& inside)
    {
        if (!under.empty()) html += "<details class=\"fold\"><summary>" + escape(under) + "</summary>\n";
        inside();
        if (!under.empty()) html += "</details>\n";
    }
    int tables_ = 0, charts_ = 0, figures_ = 0;
};

void Writer::add(const Table& table)
{
    html += fmt::format("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table id=\"t{}\"", escape(table.caption), ++tables_);
    if (!table.measure.empty()) html += " data-measure=\"" + escape(table.measure) + "\"";
    html += "><caption>" + escape(table.caption) + "</caption><thead><tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const bool numbers = std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[c].number; });
        html += fmt::format("<th scope=\"col\"{}>{}</th>", numbers ? " class=\"n\"" : "", escape(table.columns[c]));
    }
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c) {
            const Cell& cell = row[c];
            if (cell.number) html += fmt::format("<td class=\"n\" data-v=\"{}\">{}</td>", std::isnan(cell.value) ? std::string() : fmt::format("{}", cell.value), cell.shown());
            else if (c == 0) html += "<th scope=\"row\">" + escape(cell.shown()) + "</th>";
            else html += (cell.text.size() > long_text ? "<td class=\"long\">" : "<td>") + escape(cell.shown()) + "</td>";
        }
        html += "</tr>\n";
    }
    html += "</tbody></table></div>\n";
}

std::string Writer::chart(const Chart& c, const std::string& table, const Figure& figure)
{
    constexpr const char* kinds[] = {"lines", "bars", "stacks", "dots", "waterfall", "points"};
    nlohmann::ordered_json json{{"kind", kinds[static_cast<int>(c.kind)]}, {"table", table}, {"x", c.x}, {"xTitle", c.x_title}, {"yTitle", c.y_title},
                                {"factor", c.unit.factor}, {"decimals", c.unit.decimals}, {"sign", c.unit.sign}, {"zero", c.from_zero}, {"top", maybe(c.top)}, {"bottom", maybe(c.bottom)},
                                {"xFactor", c.x_unit.factor}, {"xDecimals", c.x_unit.decimals}, {"interval", c.interval}, {"series", nlohmann::ordered_json::array()}};
    for (const Series& s : c.series)
        json["series"].push_back({{"name", s.name}, {"first", s.first}, {"count", s.count}, {"value", s.value}, {"low", column(s.low)}, {"high", column(s.high)}, {"look", s.look}, {"whole", s.whole}});
    std::string out = "<div class=\"cell\">";
    if (!c.title.empty()) out += "<h4>" + escape(c.title) + "</h4>";
    const std::string told = say("{} All values stand in the table below.", figure.title + (c.title.empty() ? "." : ": " + c.title + "."));
    out += fmt::format("<div class=\"chart\" id=\"c{}\" role=\"img\" aria-label=\"{}\" data-chart=\"{}\"></div></div>\n", ++charts_, escape(told),
                       escape(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
    return out;
}

void Writer::add(const Figure& figure, const Sources* sources)
{
    const std::string table = "t" + std::to_string(tables_ + 1);
    html += fmt::format("<figure class=\"figure\" id=\"f{}-{}\"", ++figures_, plain(figure.id));
    if (sources) {
        const nlohmann::ordered_json json{{"table", table}, {"mean", sources->mean}, {"deviations", sources->deviations}, {"chart", "c" + std::to_string(charts_ + 1)}};
        html += " data-sources=\"" + escape(json.dump()) + "\"";
    }
    html += "><figcaption><h3>" + escape(figure.title) + "</h3>";
    if (!figure.note.empty()) html += "<p class=\"note\">" + escape(figure.note) + "</p>";
    html += "</figcaption>\n<div class=\"charts\">\n";
    for (const Chart& c : figure.charts) html += chart(c, table, figure);
    html += "</div>\n";
    fold(figure.folded ? say("The numbers of this chart") : "", [&] { add(figure.table); });
    html += "</figure>\n";
}

// Small figures that follow one another stand side by side where the screen is wide.
void Writer::write(const Section& section)
{
    html += fmt::format("<section id=\"{}\"><h2>{}</h2>\n", escape(section.id), escape(section.title));
    bool grid = false;
    for (const Block& block : section.blocks) {
        const auto* figure = std::get_if<Figure>(&block);
        const bool small = figure && figure->charts.size() == 1 && figure->folded;
        if (small != grid) html += small ? "<div class=\"grid\">\n" : "</div>\n";
        grid = small;
        std::visit([&](const auto& b) { add(b); }, block);
    }
    html += grid ? "</div></section>\n" : "</section>\n";
}

nlohmann::ordered_json script_words()
{
    return {{"copy", say("Copy")}, {"copied", say("Copied")}, {"sort", say("Sort by this column")}, {"save", say("Save picture")}, {"interval", say("90 % interval")}, {"mean", say("mean")},
            {"sources", say("Sources of uncertainty switched on:")}, {"sources_changed", say("The band now holds the sources that are switched on.")}, {"sources_note", say("With all sources on: 5 % and 95 % of the draws.")}};
}

std::string head(const std::string& title, const std::string& nonce)
{
    return fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{}'; img-src data: blob:\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
                       spoken() == Language::chinese ? "zh-CN" : "en", nonce, escape(title), carried(hearth_report_css, hearth_report_css_end));
}

} // namespace

std::string page_of(const Document& document)
{
    Writer writer;
    for (const Section& section : document.sections) writer.write(section);
    const std::string nonce = digest(document.title + writer.html); // nobody who writes a name into a scenario can know it
    std::string page = head(document.title, nonce);
    page += "<header><h1>" + escape(document.title) + "</h1>\n<ul class=\"key\">\n";
    for (const Document::Key& key : document.scenarios) page += fmt::format("<li><b>{}</b> {}</li>\n", key.code, key.base ? say("{} (base)", escape(key.name)) : escape(key.name));
    page += fmt::format("</ul>\n<nav aria-label=\"{}\"><ul>\n", escape(say("Contents")));
    for (const Section& s : document.sections) page += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escape(s.id), escape(s.short_title));
    page += "</ul></nav></header>\n<main>\n" + writer.html + "</main>\n<script type=\"application/json\" id=\"report-words\">" + in_script(script_words()) + "</script>\n";
    for (const std::string_view script : {carried(hearth_echarts_js, hearth_echarts_js_end), carried(hearth_report_js, hearth_report_js_end)})
        page += "<script nonce=\"" + nonce + "\">" + std::string(script) + "</script>\n";
    return page + "</body>\n</html>\n";
}

} // namespace hearth::report
