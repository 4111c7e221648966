#include "report/report.hpp"

#include "report/teller.hpp"
#include "words/say.hpp"

namespace hearth::report {

static std::string title_of(const Evidence& e, const std::string& asked)
{
    const auto& names = e.r().scenarios;
    if (!asked.empty()) return asked;
    if (names.size() == 1) return say("Households under illness: {}", names[0]);
    if (names.size() == 2) return say("Households under illness: {} against {}", names[1 - e.base()], names[e.base()]);
    return say("Households under illness: {} scenarios against {}", names.size() - 1, names[e.base()]);
}

Document make_document(const Evidence& evidence, const Request& request)
{
    const Teller t(evidence, request);
    Document document{title_of(evidence, request.title), {}, {}};
    for (std::size_t s = 0; s < evidence.scenarios(); ++s) document.scenarios.push_back({t.code(s), evidence.r().scenarios[s], s == evidence.base()});
    document.sections = {answer_section(t), poverty_section(t), difference_section(t), payer_section(t), channel_section(t), quintile_section(t), fund_section(t),
                         frontier_section(t), programme_section(t), county_section(t), group_section(t), uncertainty_section(t),
                         validation_section(t), assumption_section(t), measure_section(t), record_section(t)};
    return document;
}

} // namespace hearth::report
