#include "report/codebook.hpp"

#include "report/names.hpp"
#include "words/say.hpp"

namespace hearth::report {

std::vector<CodebookEntry> codebook_of(const Results& results)
{
    std::vector<CodebookEntry> all;
    for (const Results::Variable& v : results.variables) {
        const bool chinese = spoken() == Language::chinese;
        const Measure* m = find_measure(v.name);
        all.push_back({v.name, chinese ? v.long_name_zh : v.long_name, chinese ? v.long_name : v.long_name_zh, shown_unit(v.unit, 0.0).full, m ? say(m->definition) : ""});
    }
    return all;
}

} // namespace hearth::report
