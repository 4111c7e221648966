#include "output/household_text.hpp"

#include <fmt/format.h>

#include "words/say.hpp"

namespace hearth {

namespace {

constexpr std::array<const char*, 3> work_names{word("farm"), word("local wage"), word("migrant")};

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
    return text.empty() ? say("none") : text;
}

std::string day_text(int day) { return fmt::format("{:02}-{:02}", day / 30 + 1, std::min(day % 30 + 1, 28)); }

struct HouseholdTeller {
    const World& world;
    const Policy& policy;
    std::string out;

    void line(const std::string& text) { out += text + '\n'; }

    std::string conditions(const StoryMember& m) const
    {
        std::string text;
        for (std::size_t b = 0; b < world.chronic.size(); ++b) {
            if (!(m.conditions >> b & 1)) continue;
            text += "; " + world.diseases[static_cast<std::size_t>(world.chronic[b])].code;
            const std::string state = !(m.known >> b & 1) ? say("not known") : m.controlled >> b & 1 ? "" : say("not under control");
            const std::string stage = m.advanced >> b & 1 ? say("advanced") : "";
            if (!state.empty() || !stage.empty()) text += fmt::format(" ({}{}{})", state, !state.empty() && !stage.empty() ? ", " : "", stage);
        }
        return text;
    }

    void members(const StoryYear& y)
    {
        for (std::size_t i = 0; i < y.members.size(); ++i) {
            const StoryMember& m = y.members[i];
            std::string text = fmt::format("    {:>2}  {}, {}", i + 1, m.sex == 0 ? say("male") : say("female"), m.age);
            if (m.labour > 0.0) text += say(", {:.2f} worker ({})", m.labour, say(work_names[static_cast<std::size_t>(m.work)]));
            if (m.disabled) text += say(", disabled");
            text += conditions(m);
            if (m.days_lost > 0.0) text += say("; {:.1f} work days lost", m.days_lost);
            if (m.death_day >= 0) text += say("; died of illness on {}", day_text(m.death_day));
            out += text + '\n';
        }
    }

    void care(const StoryCare& c)
    {
        const std::string& disease = world.diseases[static_cast<std::size_t>(c.disease)].code;
        const std::string who = say("    {}  member {}  {}", day_text(c.day), c.member + 1, disease);
        if (!c.sought) {
            constexpr std::array reasons{"", word(", the cost being too heavy"), word(", the way being too long"), word(", for want of time"),
                                         word(", no bed or nobody to treat it being in reach")};
            const std::string reason = say(reasons[static_cast<std::size_t>(c.reason)]);
            line(c.for_cash ? say("{}: needed a hospital bed (severity {:+.1f}) and went without for want of cash{}; at hand {:.0f} yuan",
                                  who, c.severity, reason, c.liquid)
                            : say("{}: needed a hospital bed (severity {:+.1f}) and went without{}; at hand {:.0f} yuan",
                                  who, c.severity, reason, c.liquid));
            return;
        }
        const std::string& tier = world.tier[c.claim.tier].name;
        const bool stay = c.claim.setting == law::Setting::inpatient;
        const int from = c.claim.referred_from;
        const std::string sent = from < 0 ? "" : say(", referred from {}", world.tier[static_cast<std::size_t>(from)].name);
        line(say("{}: {} at {}{}, bill {} ({} in the catalogue); at hand {:.0f} yuan{}", who,
                 stay ? say("{} days in hospital", c.claim.days) : say("{} visits", c.claim.visits), tier, sent,
                 money_text(c.claim.charge), money_text(c.claim.compliant), c.liquid, c.enrolled ? "" : say("; not enrolled")));
        std::string paid;
        for (std::size_t l = 0; l < policy.stack.layer_names.size(); ++l)
            if (c.settled.paid[l].fen != 0)
                paid += fmt::format("{} {}, ", policy.stack.layer_names[l], money_text(c.settled.paid[l]));
        line(say("           paid by {}own payment {}{}", paid, money_text(c.settled.out_of_pocket),
                 c.advance.fen > 0 ? say("; {} advanced and reimbursed later", money_text(c.advance)) : ""));
    }

    void book(const std::string& name, Money here, Money twin)
    {
        if (here.fen == 0 && twin.fen == 0) return;
        line(fmt::format("    {} {:>14} {:>14}", padded(name, 46), money_text(here), money_text(twin)));
    }

    void books(const StoryYear& y)
    {
        const Books& b = y.books;
        const Books& t = y.twin_books;
        line(padded(say("  books, yuan"), 50) + " " + padded(say("this life"), 14, true) + " " + padded(say("without illness"), 14, true));
        book(say("farm income"), b.from.farm, t.from.farm);
        book(say("local wages"), b.from.wage, t.from.wage);
        book(say("migrants' wages"), b.from.migrant, t.from.migrant);
        book(say("income from assets and savings"), b.from.assets, t.from.assets);
        book(say("pensions"), b.from.pension, t.from.pension);
        book(say("transfers to all"), b.from.universal, t.from.universal);
        book(say("minimum living allowance"), b.from.dibao, t.from.dibao);
        book(say("poverty programme"), b.from.programme, t.from.programme);
        book(say("reimbursements of last year's care"), b.received, t.received);
        book(say("borrowed from relatives"), b.from_kin, t.from_kin);
        book(say("  of it beyond their limit"), b.beyond_limit, t.beyond_limit);
        book(say("borrowed from the bank"), b.from_bank, t.from_bank);
        book(say("productive assets sold"), b.sold, t.sold);
        book(say("hospital bills left unpaid"), b.left_unpaid, t.left_unpaid);
        book(say("= sources"), b.income() + b.received + b.borrowed() + b.sold + b.left_unpaid,
             t.income() + t.received + t.borrowed() + t.sold + t.left_unpaid);
        book(say("premiums"), b.premium, t.premium);
        book(say("own payments for care"), b.out_of_pocket, t.out_of_pocket);
        book(say("advanced, reimbursed next year"), b.awaited, t.awaited);
        book(say("travel, food, lodging, own medicines"), b.non_medical, t.non_medical);
        book(say("consumption"), b.consumption, t.consumption);
        book(say("  given up, down to the floor"), b.cut, t.cut);
        book(say("interest"), b.interest, t.interest);
        book(say("debt and old bills repaid"), b.repaid, t.repaid);
        book(say("put into productive assets"), b.invested, t.invested);
        book(say("put into savings (- drawn)"), b.saved, t.saved);
        book(say("earnings lost to illness (told apart)"), y.lost_earnings, {});
        line(say("  at the end of the year"));
        book(say("savings"), y.purse.savings, y.twin.savings);
        book(say("productive assets"), y.purse.assets, y.twin.assets);
        book(say("owed to relatives"), y.purse.informal, y.twin.informal);
        book(say("owed to the bank"), y.purse.formal, y.twin.formal);
        book(say("owed to hospitals"), y.purse.unpaid, y.twin.unpaid);
        book(say("awaited from schemes"), y.purse.awaited, y.twin.awaited);
    }

    void verdict(const StoryYear& y)
    {
        const Money poverty_line = from_yuan(y.line);
        const auto state = [&](Money welfare) { return welfare < poverty_line ? say("poor") : say("not poor"); };
        line(say("  welfare a head, yuan (line {}): before payments {} ({}); after them {} ({}); without illness {} ({})",
                 money_text(poverty_line), money_text(y.gross), state(y.gross), money_text(y.net), state(y.net),
                 money_text(y.twin_welfare), state(y.twin_welfare)));
        if (y.net < poverty_line && y.twin_welfare >= poverty_line) {
            line(say("  POOR BECAUSE OF ILLNESS. Welfare a head with only some channels: bills {}, travel and lodging {}, lost earnings {}",
                     money_text(y.channel_welfare[1]), money_text(y.channel_welfare[2]), money_text(y.channel_welfare[4])));
            line(say("  had illness never happened, with labels and transfers of its own: {} ({})", money_text(y.free_welfare), state(y.free_welfare)));
        }
    }

    void year(const StoryYear& y)
    {
        out += '\n';
        line(say("{}  labels: {}{}{}; {}{}", y.year, labels_text(y.held), y.returned ? say("; fell back onto the registry") : "",
                 y.hardship_day >= 0 ? say("; monitored for sudden hardship after {}", day_text(y.hardship_day)) : "",
                 y.enrolled ? say("enrolled") : say("not enrolled"), y.contract ? say("; family doctor") : ""));
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
    teller.line(say("Household {}, scenario {}, draw {}. A made-up household of the simulation, not a real one.", story.household,
                    policy.name, story.draw));
    for (const StoryYear& y : story.years) teller.year(y);
    return std::move(teller.out);
}

} // namespace hearth
