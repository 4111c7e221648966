// The frontier as people read it, and as a file.
#pragma once

#include "optimise/policies.hpp"
#include "output/print_table.hpp"

namespace hearth::optimise {

//! A frontier with its second life: every best policy with fresh luck.
struct Answer {
    Question question;
    Frontier frontier;
    std::vector<int> fresh_policies;      //!< of frontier.policies, those lived again
    std::vector<Outcome> fresh;           //!< by fresh policy
    std::vector<Told> told;               //!< with fresh luck; the base policy's at the end
    Outcome base, fresh_base;
    int first_year = 0, last_year = 0, draws = 0;
};

PlainTable answer_table(const Answer& answer);
//! With what must be said beside it: optimism, constraints, an accounting objective.
std::string answer_text(const Answer& answer);
//! Writes OUT.h5 atomically: every policy lived, the frontier, fresh luck. Layout: docs/formats/frontier.md.
void write_answer(const std::string& path, const Answer& answer, const std::map<std::string, std::string>& record);

} // namespace hearth::optimise
