#include "output/household_text.hpp"

#include <fmt/format.h>

namespace hearth {

namespace {

constexpr std::array<const char*, 3> work_names{"farm", "local wage", "migrant"};

std::string money_text(Money m)
{
    const std::int64_t fen = m.fen < 0 ? -m.fen : m.fen;
    std::string digits = std::to_string(fen / 100);
    for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
        digits.insert(static_cast<std::size_t>(i), 1, ',');
    return fmt::format("{}{}.{:02}", m.fen < 0 ? "-" : "", digits, fen % 100);
}

std::string labels_text(LabelSet held)
{
    std::string text;
    for (int l = 0; l < labels; ++l)
        if (held >> l & 1) {
            if (!text.empty()) text += ", ";
            text += label_names[static_cast<std::size_t>(l)];
        }
    return text.empty() ? "none" : text;
}

std::string day_text(int day) { return fmt::format("{:02}-{:02}", day / 30 + 1, std::min(day % 30 + 1, 28)); }

struct HouseholdTeller {
    const World& world;
    const Policy& policy;
    std::string out;

    template <class... Parts>
    void line(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        fmt::format_to(std::back_inserter(out), format, std::forward<Parts>(parts)...);
        out += '\n';
    }

    std::string conditions(const StoryMember& m) const
    {
        std::string text;
        for (std::size_t b = 0; b < world.chronic.size(); ++b) {
            if (!(m.conditions >> b & 1)) continue;
            text += "; " + world.diseases[static_cast<std::size_t>(world.chronic[b])].code;
            const char* state = !(m.known >> b & 1) ? "not known" : m.controlled >> b & 1 ? "" : "not under control";
            const char* stage = m.advanced >> b & 1 ? "advanced" : "";
            if (*state || *stage) text += fmt::format(" ({}{}{})", state, *state && *stage ? ", " : "", stage);
        }
        return text;
    }

    void members(const StoryYear& y)
    {
        for (std::size_t i = 0; i < y.members.size(); ++i) {
            const StoryMember& m = y.members[i];
            std::string text = fmt::format("    {:>2}  {}, {}", i + 1, m.sex == 0 ? "male" : "female", m.age);
            if (m.labour > 0.0) text += fmt::format(", {:.2f} worker ({})", m.labour, work_names[static_cast<std::size_t>(m.work)]);
            if (m.disabled) text += ", disabled";
            text += conditions(m);
            if (m.days_lost > 0.0) text += fmt::format("; {:.1f} work days lost", m.days_lost);
            if (m.death_day >= 0) text += fmt::format("; died of illness on {}", day_text(m.death_day));
            out += text + '\n';
        }
    }

    void care(const StoryCare& c)
    {
        const std::string& disease = world.diseases[static_cast<std::size_t>(c.disease)].code;
        const std::string who = fmt::format("    {}  member {}  {}", day_text(c.day), c.member + 1, disease);
        if (!c.sought) {
            constexpr std::array reasons{"", ", the cost being too heavy", ", the way being too long", ", for want of time",
                                         ", no bed or nobody to treat it being in reach"};
            line("{}: needed a hospital bed (severity {:+.1f}) and went without{}{}; at hand {:.0f} yuan", who, c.severity,
                 c.for_cash ? " for want of cash" : "", reasons[static_cast<std::size_t>(c.reason)], c.liquid);
            return;
        }
        const std::string& tier = world.tier[c.claim.tier].name;
        const bool stay = c.claim.setting == law::Setting::inpatient;
        const int from = c.claim.referred_from;
        const std::string sent = from < 0 ? "" : fmt::format(", referred from {}", world.tier[static_cast<std::size_t>(from)].name);
        line("{}: {} at {}{}, bill {} ({} in the catalogue); at hand {:.0f} yuan{}", who,
             stay ? fmt::format("{} days in hospital", c.claim.days) : fmt::format("{} visits", c.claim.visits), tier, sent,
             money_text(c.claim.charge), money_text(c.claim.compliant), c.liquid, c.enrolled ? "" : "; not enrolled");
        std::string paid;
        for (std::size_t l = 0; l < policy.stack.layer_names.size(); ++l)
            if (c.settled.paid[l].fen != 0)
                paid += fmt::format("{} {}, ", policy.stack.layer_names[l], money_text(c.settled.paid[l]));
        line("           paid by {}own payment {}{}", paid, money_text(c.settled.out_of_pocket),
             c.advance.fen > 0 ? fmt::format("; {} advanced and reimbursed later", money_text(c.advance)) : "");
    }

    void book(const char* name, Money here, Money twin)
    {
        if (here.fen == 0 && twin.fen == 0) return;
        line("    {:<46} {:>14} {:>14}", name, money_text(here), money_text(twin));
    }

    void books(const StoryYear& y)
    {
        const Books& b = y.books;
        const Books& t = y.twin_books;
        line("  books, yuan {:>47} {:>14}", "this life", "without illness");
        book("farm income", b.from.farm, t.from.farm);
        book("local wages", b.from.wage, t.from.wage);
        book("migrants' wages", b.from.migrant, t.from.migrant);
        book("income from assets and savings", b.from.assets, t.from.assets);
        book("pensions", b.from.pension, t.from.pension);
        book("transfers to all", b.from.universal, t.from.universal);
        book("minimum living allowance", b.from.dibao, t.from.dibao);
        book("poverty programme", b.from.programme, t.from.programme);
        book("reimbursements of last year's care", b.received, t.received);
        book("borrowed from relatives", b.from_kin, t.from_kin);
        book("  of it beyond their limit", b.beyond_limit, t.beyond_limit);
        book("borrowed from the bank", b.from_bank, t.from_bank);
        book("productive assets sold", b.sold, t.sold);
        book("hospital bills left unpaid", b.left_unpaid, t.left_unpaid);
        book("= sources", b.income() + b.received + b.borrowed() + b.sold + b.left_unpaid,
             t.income() + t.received + t.borrowed() + t.sold + t.left_unpaid);
        book("premiums", b.premium, t.premium);
        book("own payments for care", b.out_of_pocket, t.out_of_pocket);
        book("advanced, reimbursed next year", b.awaited, t.awaited);
        book("travel, food, lodging, own medicines", b.non_medical, t.non_medical);
        book("consumption", b.consumption, t.consumption);
        book("  given up, down to the floor", b.cut, t.cut);
        book("interest", b.interest, t.interest);
        book("debt and old bills repaid", b.repaid, t.repaid);
        book("put into productive assets", b.invested, t.invested);
        book("put into savings (- drawn)", b.saved, t.saved);
        book("earnings lost to illness (told apart)", y.lost_earnings, {});
        line("  at the end of the year");
        book("savings", y.purse.savings, y.twin.savings);
        book("productive assets", y.purse.assets, y.twin.assets);
        book("owed to relatives", y.purse.informal, y.twin.informal);
        book("owed to the bank", y.purse.formal, y.twin.formal);
        book("owed to hospitals", y.purse.unpaid, y.twin.unpaid);
        book("awaited from schemes", y.purse.awaited, y.twin.awaited);
    }

    void verdict(const StoryYear& y)
    {
        const Money poverty_line = from_yuan(y.line);
        const auto state = [&](Money welfare) { return welfare < poverty_line ? "poor" : "not poor"; };
        line("  welfare a head, yuan (line {}): before payments {} ({}); after them {} ({}); without illness {} ({})",
             money_text(poverty_line), money_text(y.gross), state(y.gross), money_text(y.net), state(y.net),
             money_text(y.twin_welfare), state(y.twin_welfare));
        if (y.net < poverty_line && y.twin_welfare >= poverty_line) {
            line("  POOR BECAUSE OF ILLNESS. Welfare a head with only some channels: bills {}, travel and lodging {}, lost earnings {}",
                 money_text(y.channel_welfare[1]), money_text(y.channel_welfare[2]), money_text(y.channel_welfare[4]));
            line("  had illness never happened, with labels and transfers of its own: {} ({})", money_text(y.free_welfare), state(y.free_welfare));
        }
    }

    void year(const StoryYear& y)
    {
        line("\n{}  labels: {}{}{}; {}{}", y.year, labels_text(y.held), y.returned ? "; fell back onto the registry" : "",
             y.hardship_day >= 0 ? "; monitored for sudden hardship after " + day_text(y.hardship_day) : std::string(),
             y.enrolled ? "enrolled" : "not enrolled", y.contract ? "; family doctor" : "");
        members(y);
        for (const StoryCare& c : y.care) care(c);
        books(y);
        verdict(y);
    }
};

} // namespace

std::string household_text(const HouseholdStory& story, const World& world, const Policy& policy)
{
    HouseholdTeller teller{world, policy, {}};
    teller.line("Household {}, scenario {}, draw {}. A made-up household of the simulation, not a real one.", story.household,
                policy.name, story.draw);
    for (const StoryYear& y : story.years) teller.year(y);
    return std::move(teller.out);
}

} // namespace hearth
