// One household's life as it was lived in an arm, for `hearth explain`: nothing here feeds back.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/law/settle.hpp"
#include "sim/life/care.hpp"
#include "sim/life/income.hpp"

namespace hearth {

struct StoryMember {
    std::uint64_t id = 0;
    int age = 0;
    int sex = 0;
    Work work = Work::farm;
    double labour = 0.0; //!< full workers, after disability
    bool disabled = false;
    std::uint64_t conditions = 0, known = 0, advanced = 0, controlled = 0; //!< chronic bits
    double days_lost = 0.0;
    int death_day = -1;
};

//! A need for care and what became of it. Outpatient bundles that were forgone are not told.
struct StoryCare {
    int day = 0;
    Date date;
    std::size_t member = 0;
    int disease = 0;
    double severity = 0.0;
    bool sought = false;
    bool for_cash = false; //!< forgone, and would have been sought with money at hand
    Reason reason = Reason::none; //!< named for forgoing
    double liquid = 0.0;   //!< yuan at hand that day
    LabelSet held = 0;
    bool enrolled = false;
    law::Claim claim;
    law::Settlement settled;
    Money advance; //!< paid first, reimbursed later
};

struct StoryYear {
    int year = 0;
    double line = 0.0; //!< yuan
    LabelSet held = 0;
    int hardship_day = -1; //!< monitored from the day after
    bool returned = false, enrolled = false, contract = false;
    std::vector<StoryMember> members;
    std::vector<StoryCare> care;
    Books books, twin_books;
    Purse purse, twin;
    Money gross, net, twin_welfare;
    Money lost_earnings;
    double carer_days = 0.0;
    std::array<Money, coalitions> channel_welfare{}; //!< with attribution
    Money free_welfare;
    bool long_ill = false;
};

struct HouseholdStory {
    std::uint64_t household = 0;
    std::size_t scenario = 0; //!< arm that is told
    int draw = 0;
    std::vector<StoryYear> years;
};

} // namespace hearth
