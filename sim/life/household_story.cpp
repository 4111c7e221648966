// What `hearth explain` tells of a household's year.
#include "sim/life/household_year.hpp"

namespace hearth {

void HouseholdYear::tell_care(const law::Claim& claim, const Member& m, int day, int disease, double severity,
                              const Choice& choice)
{
    StoryCare care;
    care.day = day;
    care.date = account_.date_of(day);
    care.member = static_cast<std::size_t>(&m - members_.data());
    care.disease = disease;
    care.severity = severity;
    care.sought = choice.seek;
    care.for_cash = choice.short_of_cash;
    care.reason = choice.reason;
    care.liquid = account_.liquid(day);
    care.held = registry_.held;
    care.enrolled = enrolled_;
    care.claim = claim;
    telling_->care.push_back(care);
}

void HouseholdYear::tell_year()
{
    if (!telling_) return;
    StoryYear& year = *telling_;
    year.year = s_.year;
    year.line = v_.poverty_line;
    year.held = o_.held;
    year.hardship_day = hardship_day_;
    year.returned = o_.returned;
    year.enrolled = o_.enrolled;
    year.contract = contract_;
    for (const Member& m : members_) {
        const auto k = static_cast<std::size_t>(m.person);
        year.members.push_back({s_.village.person.id[k], m.age, m.sex, m.work, m.labour, s_.arm.disabled[k] != 0,
                                s_.arm.conditions[k], s_.arm.known[k], s_.arm.advanced[k],
                                s_.arm.controlled[k], m.days_lost, m.death_day});
    }
    year.books = o_.books;
    year.purse = o_.purse;
    year.twin = s_.arm.twin[h_];
    year.gross = o_.gross;
    year.net = o_.net;
    year.twin_welfare = o_.twin;
    year.lost_earnings = o_.lost_earnings;
    year.carer_days = carer_days_;
    year.channel_welfare = o_.channel;
    year.free_welfare = o_.free;
    year.long_ill = o_.long_ill;
    telling_ = nullptr;
}

} // namespace hearth
