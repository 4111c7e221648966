// A scenario in the shape the simulator reads: the compiled stack, what each year costs to join,
// who is subsidised, and which treatment needs no deposit.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/law/route.hpp"
#include "sim/tally/tally.hpp"
#include "sim/world/fund_plan.hpp"
#include "sim/world/practice.hpp"

namespace hearth {

//! Labels a household can hold, several at once. Order is part of the files' meaning.
enum class Label : std::uint8_t {
    registered_poor, left_poverty, dibao, monitored, guarantee_eligible,
    extreme_hardship,    //!< no one able to work and no means (tekun)
    dibao_edge,          //!< income just above the dibao standard
    returned_to_poverty, //!< on the registry again after having left it
    orphan,              //!< children without a grown-up in the household
    grade_2, grade_3     //!< contributes at a higher grade this year
};
inline constexpr int labels = 11;
inline constexpr std::array<const char*, labels> label_names{
    "registered_poor", "left_poverty", "dibao", "monitored", "guarantee_eligible",
    "extreme_hardship", "dibao_edge", "returned_to_poverty", "orphan", "grade_2", "grade_3"};

using LabelSet = std::uint16_t;
constexpr LabelSet bit(Label label) { return static_cast<LabelSet>(1u << static_cast<int>(label)); }
constexpr bool holds(LabelSet held, Label label) { return (held & bit(label)) != 0; }
inline constexpr int label_sets = 1 << labels;
static_assert(labels == tallied_labels);

//! Group for tallies: 0 registered, 1 left the registry, 2 other.
constexpr int registry_group(LabelSet held)
{
    return held & bit(Label::registered_poor) ? 0 : held & bit(Label::left_poverty) ? 1 : 2;
}

//! A grade of contribution above the first: what it costs more and how people choose it.
struct Grade {
    Label label = Label::grade_2;
    Money extra; //!< a head, above the first grade's premium
    friend bool operator==(const Grade&, const Grade&) = default;
};

//! A policy's terms in one year and in counties of one kind.
struct YearPolicy {
    Money premium;                 //!< per person, before help
    Money subsidy;                 //!< per enrolled person, from government
    std::vector<Practice> practices{Practice{}};
    std::array<std::uint8_t, label_sets> practice_of{}; //!< index into practices, by label set
    bool beds_respond = false; //!< beds limit what each tier can serve; else the input's shares hold
    ByTier beds{1, 1, 1, 1, 1}; //!< ratio to the input's
    std::array<ProviderPlan, provider_programmes> providers{};
    std::vector<Grade> grades; //!< ascending; empty = one grade
    double grade_response = 0.0; //!< logit per share of a year's means gained
    std::uint32_t programmes = 0; //!< bit of each programme that acts on somebody here

    friend bool operator==(const YearPolicy&, const YearPolicy&) = default;
    const Practice& practice(LabelSet held) const { return practices[practice_of[held]]; }
    //! What a person pays to join: premium of the grade less help, and own contributions to contracts.
    Money premium_for(LabelSet held) const
    {
        const Practice& p = practice(held);
        Money owed = premium - p.premium_help + p.contribution;
        for (const Grade& grade : grades)
            if (holds(held, grade.label)) owed += grade.extra;
        return owed;
    }
};

//! Whether a patient comes by referral: from the tier below, or back from the tier above.
enum class Referred : std::uint8_t { no, up, down };
inline constexpr std::size_t referrals = 3;

//! What a claim of the simulator can differ in. Care outside the prefecture is care away from home.
struct ClaimKind {
    std::uint16_t person = 0; //!< Policy::kind of the labels held
    std::uint8_t earned = 0; //!< bit of each of the stack's triggers whose label holds
    bool enrolled = true;
    law::Setting setting = law::Setting::inpatient;
    std::uint8_t tier = 0;
    Referred referred = Referred::no;
    std::int16_t disease = -1; //!< the stack's
    std::uint8_t rule = 0;     //!< index into Policy::referral_rules
};

//! Deductibles on referral that take the place of every layer's own.
struct ReferralRule {
    bool replaces = false;
    law::Referral up = law::Referral::full, down = law::Referral::full;
    friend bool operator==(const ReferralRule&, const ReferralRule&) = default;
};

//! Every route a claim of the simulator can take, found by index.
class Routes {
public:
    //! \param categories the stack's category bits, by kind of person
    void build(const law::Stack& stack, const std::vector<std::uint32_t>& categories, int resident_scheme,
               const std::vector<ReferralRule>& rules = {{}});
    const law::Route& find(const law::Stack& stack, std::size_t segment, const ClaimKind& c) const
    {
        const auto disease = static_cast<std::size_t>(c.disease + 1);
        return routes_[index_[key(segment, c, stack.segments[segment].disease_kind[disease])]];
    }

private:
    std::size_t key(std::size_t segment, const ClaimKind& c, std::size_t disease_kind) const
    {
        const std::size_t person = ((segment << triggers_ | c.earned) * kinds_ + c.person) * 2
            + (c.enrolled ? 1 : 0);
        const std::size_t care = (person * 2 + static_cast<std::size_t>(c.setting)) * tiers + c.tier;
        return ((care * referrals + static_cast<std::size_t>(c.referred)) * rules_ + c.rule) * disease_kinds_ + disease_kind;
    }
    void build_segment(const law::Stack& stack, std::size_t segment, const std::vector<std::uint32_t>& categories,
                       std::uint32_t resident, const std::vector<ReferralRule>& rules);
    std::size_t triggers_ = 0;
    std::size_t kinds_ = 1;
    std::size_t rules_ = 1;
    std::size_t disease_kinds_ = 1;
    std::vector<std::uint32_t> index_;
    std::vector<law::Route> routes_; //!< each once a segment
};

//! Sorts label sets into kinds whose terms are the same in every layer and segment, whatever labels
//! are earned besides. \return by kind: the category bits of its first label set
std::vector<std::uint32_t> sort_kinds(const law::Stack& stack, const std::array<std::uint32_t, label_sets>& categories,
                                      std::array<std::uint16_t, label_sets>& kind);

struct Policy {
    std::string name;
    std::string title;
    law::Stack stack;
    std::array<std::uint32_t, label_sets> categories{}; //!< the stack's category bits, by label set
    std::array<std::uint16_t, label_sets> kind{}; //!< label sets of one kind settle alike, always
    std::vector<std::uint32_t> kind_categories;   //!< those of one label set of each kind
    std::vector<std::int16_t> disease; //!< the world's disease -> the stack's list of codes, or -1
    int resident_scheme = -1;          //!< bit in the stack's schemes
    int resident_fund = -1;            //!< fund that receives premiums and subsidies
    LevelShares subsidy_share{};
    LevelShares help_share{};
    std::vector<FundPlan> funds;
    std::vector<ProgrammePlan> programmes;
    std::vector<IncidenceChange> incidences;
    std::vector<std::vector<std::uint8_t>> disease_sets; //!< membership by disease
    std::vector<ReferralRule> referral_rules{ReferralRule{}}; //!< 0 = the stack's own
    std::vector<std::uint8_t> county_kind; //!< counties in which the same programmes act; empty = one kind
    std::vector<YearPolicy> years; //!< by kind of county, then by year from the base year
    std::size_t years_of_kind = 0;
    Routes routes;
    std::uint32_t partial_take_up = 0; //!< bit of each layer that sometimes has a take-up below 1
    std::vector<std::uint32_t> take_up_address; //!< by layer: from its name, so that other layers do not move it
    int base_year = 0;
    std::vector<std::string> notes; //!< keys that cannot have an effect in this run

    //! Is there something by which one village's year bears on another's?
    bool joins_persons() const
    {
        for (const YearPolicy& year : years)
            if (year.beds_respond) return true;
        return stack.joins_persons();
    }

    bool in_set(int set, int world_disease) const
    {
        return set >= 0 && disease_sets[static_cast<std::size_t>(set)][static_cast<std::size_t>(world_disease)] != 0;
    }
    std::size_t kind_of_county(int county) const
    {
        return county_kind.empty() ? 0 : county_kind[static_cast<std::size_t>(county)];
    }
    std::size_t county_kinds() const { return years.size() / years_of_kind; }
    const YearPolicy& in_kind(int year, std::size_t county_kind_) const
    {
        const int i = year - base_year;
        return years[county_kind_ * years_of_kind + static_cast<std::size_t>(i < 0 ? 0 : i)];
    }
    const YearPolicy& in(int year, int county) const { return in_kind(year, kind_of_county(county)); }
};

} // namespace hearth
