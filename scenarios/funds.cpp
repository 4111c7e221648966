// Reading `[fund.NAME]`.
#include <algorithm>

#include "scenarios/scenario.hpp"
#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

void read_contract(Fund& fund, const Node& node, const std::string& path, const law::Stack& stack, Reader& read)
{
    FundContract& c = fund.contract;
    c.paid_by.resize(stack.levels.size());
    c.returned = c.covered = {ppm_per_one};
    if (const Node* n = node.find("contract")) c.insured = read.choice(*n, path + ".contract", {"direct", "insured"}) == 1;
    const std::vector<std::string> keys{"contribution", "own", "contribution_from", "contribution_by", "insured", "insured_except",
                                        "profit_margin", "loss_margin", "returned", "covered"};
    for (const std::string& key : keys)
        if (const Node* n = node.find(key); n && !c.insured && !node.find("contract")) // `direct` undoes an inherited contract
            read.faults.add(n->place, say("{}.{} (holds for contract = \"insured\")", path, key));
    if (!c.insured) return;
    if (const Node* n = node.find("contribution")) c.contribution = dated_money(*n, path + ".contribution", read);
    else read.faults.add(node.place, say("{} (contribution is missing: yuan a head and year for the insurer)", path));
    if (const Node* n = node.find("own")) c.own = dated_money(*n, path + ".own", read);
    std::vector<Date> days;
    for (const Dated<Money>* dated : {&c.own, &c.contribution})
        for (const auto& [day, amount] : dated->from) days.push_back(day);
    if (std::any_of(days.begin(), days.end(), [&](Date d) { return c.contribution.on(d) && c.own.on(d).value_or(Money{}) > *c.contribution.on(d); }))
        read.faults.add(node.find("own")->place, say("{}.own (must not be more than the contribution, in any year)", path));
    for (const char* key : {"balance", "opening", "on_exhausted", "deficit"})
        if (const Node* n = node.find(key))
            read.faults.add(n->place, say("{}.{} (an insurer lives on contributions: not with contract = \"insured\")", path, key));
    const Node* from = node.find("contribution_from");
    const bool from_none = from && from->text() == "\"none\""; // undoes an inherited one
    if (const Node* n = from_none ? nullptr : from) {
        if (const auto at = static_cast<std::size_t>(read.choice(*n, path + ".contribution_from", stack.funds)); at < stack.funds.size())
            c.from_fund = stack.funds[at];
        if (c.from_fund == fund.name) read.faults.add(n->place, say("{}.contribution_from (another fund must pay)", path));
    }
    if (const Node* n = node.find("contribution_by"))
        c.paid_by = read_shares(*n, path + ".contribution_by", stack.levels, read.faults);
    if (from && !from_none && node.find("contribution_by"))
        read.faults.add(node.place, say("{} (contribution_from and contribution_by: one of them pays what households do not)", path));
    if ((!from || from_none) && !node.find("contribution_by") && !node.find("own"))
        read.faults.add(node.place, say("{} (who pays the contribution? contribution_from, contribution_by or own)", path));
    const auto categories = [&](const char* key, Dated<std::uint32_t>& into) {
        if (const Node* n = node.find(key))
            into = read_dated<std::uint32_t>(*n, [&](const Node& v) { return read_categories(v, path + "." + key, stack.categories, read.faults); });
    };
    categories("insured", c.who);
    categories("insured_except", c.except);
    const auto margin = [&](const char* key, Ratio& into) {
        if (const Node* n = node.find(key)) into = read.ratio(*n, path + "." + key);
    };
    margin("profit_margin", c.profit_margin);
    margin("loss_margin", c.loss_margin);
    margin("returned", c.returned);
    margin("covered", c.covered);
}

void read_calendar(Fund& fund, const Node& n, const std::string& path, Reader& read)
{
    if (!n.list() || n.list()->size() != fund.revenue_months.size()) {
        read.refuse(n, path, say("must be a list of 12 shares, January first"));
        return;
    }
    std::int64_t sum = 0;
    for (std::size_t m = 0; m < fund.revenue_months.size(); ++m) {
        fund.revenue_months[m] = read.ratio((*n.list())[m], path);
        sum += fund.revenue_months[m].ppm;
    }
    if (sum != ppm_per_one) read.refuse(n, path, say("must sum to 1"));
}

} // namespace

Fund read_fund(const std::string& name, const Node& node, const law::Stack& stack, Reader& read)
{
    const std::string path = "fund." + name;
    read.known_keys(node, path, {"balance", "paid_by", "carry_over", "on_exhausted", "title", "opening", "opening_unpaid", "interest", "administration",
                                 "revenue_months", "payment_lag_months", "on_shortage", "deficit", "deficit_by", "contract",
                                 "contribution", "own", "contribution_from", "contribution_by", "insured", "insured_except",
                                 "profit_margin", "loss_margin", "returned", "covered"});
    Fund fund;
    fund.name = name;
    fund.paid_by.resize(stack.levels.size());
    fund.deficit_by.resize(stack.levels.size());
    if (const Node* n = node.find("balance")) fund.balance = dated_money(*n, path + ".balance", read);
    if (const Node* n = node.find("paid_by")) {
        fund.paid_by = read_shares(*n, path + ".paid_by", stack.levels, read.faults);
        if (!node.find("balance")) read.faults.add(n->place, say("{}.paid_by (says who pays the balance: a balance is missing)", path));
    }
    if (const Node* n = node.find("carry_over")) fund.carry_over = read.boolean(*n, path + ".carry_over");
    if (const Node* n = node.find("opening")) fund.opening = read.money(*n, path + ".opening");
    if (const Node* n = node.find("interest")) fund.interest = dated_ratio(*n, path + ".interest", read);
    if (const Node* n = node.find("administration")) fund.administration = dated_ratio(*n, path + ".administration", read);
    if (const Node* n = node.find("revenue_months")) read_calendar(fund, *n, path + ".revenue_months", read);
    if (const Node* n = node.find("payment_lag_months")) fund.payment_lag_months = read.whole(*n, path + ".payment_lag_months", 0, 11);
    if (const Node* n = node.find("opening_unpaid")) {
        fund.opening_unpaid = read.money(*n, path + ".opening_unpaid");
        if (fund.payment_lag_months == 0)
            read.faults.add(n->place, say("{}.opening_unpaid (claims are unpaid where there is a payment_lag_months)", path));
    }
    if (const Node* n = node.find("on_shortage")) fund.defers = read.choice(*n, path + ".on_shortage", {"overdraw", "defer"}) == 1;
    if (const Node* n = node.find("deficit")) fund.deficit_covered = read.choice(*n, path + ".deficit", {"carry", "covered"}) == 1;
    if (const Node* n = node.find("deficit_by")) {
        fund.deficit_by = read_shares(*n, path + ".deficit_by", stack.levels, read.faults);
        if (!fund.deficit_covered && !node.find("deficit")) read.faults.add(n->place, say("{}.deficit_by (holds for deficit = \"covered\")", path));
    } else if (fund.deficit_covered) {
        read.faults.add(node.place, say("{} (deficit_by is missing: the governments that cover a deficit)", path));
    }
    if (const Node* n = node.find("on_exhausted"); n && fund.deficit_covered && n->text() != "\"pay\"")
        read.faults.add(n->place, say("{}.on_exhausted (a deficit that is covered exhausts nothing)", path));
    read_contract(fund, node, path, stack, read);
    return fund;
}

} // namespace hearth
