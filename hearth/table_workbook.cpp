#include "hearth/table_workbook.hpp"

#include "hearth/commands.hpp"
#include "report/codebook.hpp"
#include "report/names.hpp"
#include "words/say.hpp"

namespace hearth {

int table_as_workbook(const std::string& out, const Results& results, const std::vector<TidyRow>& rows)
{
    using report::number, report::words;
    // Columns as in the CSV file: programs read them.
    report::Table table{say("Table"), {"scenario", "year", "group", "measure", "unit", "mean", "se", "p05", "p50", "p95", "n"}, {}, "", 5};
    const report::ShownUnit whole{"", 1.0, 0, false, ""};
    for (const TidyRow& row : rows) {
        report::ShownUnit unit = report::shown_unit(row.unit, 1.0);
        if (unit.factor != 100.0) unit = {"", 1.0, 2, false, ""};
        unit.full.clear(); // the unit has its own column
        const Summary& s = row.summary;
        table.rows.push_back({words(row.scenario), words(row.year), words(row.group), words(row.measure), words(row.unit)});
        for (const double v : {s.mean, s.se, s.p05, s.p50, s.p95}) table.rows.back().push_back(number(v, unit));
        table.rows.back().push_back(number(s.n, whole));
    }
    report::Document document{say("Table"), {}, {{"table", say("Table"), say("Table"), {report::Numbers{std::move(table), ""}}}}};
    report::write_workbook(out, document, report::codebook_of(results));
    return exit_code::done;
}

} // namespace hearth
