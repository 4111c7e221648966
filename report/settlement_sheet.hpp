// The workbook's settlement sheet: bills of worked households, each a waterfall through the layers made of formulas that
// stand on the rule's numbers. docs/settlement.md is the contract; beside every payment stands what the engine pays.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "replay/desk.hpp"

struct lxw_workbook;

namespace hearth::report {

//! A claim as the engine settled it.
struct SettledClaim {
    std::string person, household; //!< household: as the file has it, else empty
    std::string categories, disease;
    ExplainedClaim told;           //!< of its arrays the first entry: there is one scenario
};

//! Claims that share accounts: those of a household where the file names it, else of a person; in order of settlement.
struct SettledCase {
    std::string story; //!< of the file's column "story", if it has one
    std::vector<SettledClaim> claims;
};

struct SettlementCases {
    Scenario scenario;
    std::vector<SettledCase> cases;
    std::vector<std::string> left_out; //!< labels of the shipped cases that the scenario does not know
};

//! More claims than these make no sheet that a person can read.
inline constexpr std::size_t most_sheet_claims = 200;

//! Settles a claims file through the engine, keeping how each payment came about. InputError as `hearth settle`.
//! \param claims_file "" = the worked cases within the program (report/cases.csv)
SettlementCases settle_cases(const std::string& scenario_file, const std::string& claims_file);

//! Adds the sheet say("settlement"). Cells whose value may be changed are yellow; all amounts follow from them.
void add_settlement_sheet(lxw_workbook* book, const SettlementCases& cases);

// What follows is the sheet's own affair: settlement_sheet.cpp places cells, settlement_formulas.cpp knows the rules.
namespace settlement {

//! What a cell is, and so its colour and number format.
enum class Look : std::uint8_t {
    title, heading, plain, words, quiet, layer, // texts; the last three wrap
    yuan_input, share_input, fine_share_input, count_input, // may be changed
    yuan, pays, share, count, engine, verdict, looks // formulas, and what the engine says
};

//! A cell: a number where `text` is empty, a formula with its value where it begins with "=", else a text.
struct SheetCell {
    std::uint32_t row = 0;
    std::uint16_t column = 0;
    Look look = Look::words;
    std::string text;
    double value = 0.0;
};

inline constexpr std::uint16_t term_column = 2; //!< terms of the rules, and sums over a case's bills
inline constexpr std::uint16_t first_bill_column = 3;

//! A whole number (fen, millionths, a count) as a formula finds it, and what it is.
struct Whole {
    std::string text = "0";
    std::int64_t value = 0;
};
Whole operator+(const Whole& a, const Whole& b);
Whole operator-(const Whole& a, const Whole& b);

//! A cell that shows an amount in yuan.
struct Amount {
    std::string at; //!< empty: nothing
    std::int64_t fen = 0;
};
Whole of(const Amount& a);
Whole sum(const std::vector<Amount>& all);

//! The steps of a bill, in the order of their lines; `band_lines` take a place for each band.
enum Line : int {
    day_line, person_line, care_line, disease_line, labels_line, charge_line, inside_line, days_line, visits_line,
    layer_lines, own_line = layer_lines + law::most_layers, share_line, own_engine_line, verdict_line, uncut_line,
    paid_before_line = 100, remains_line, own_before_line, charges_before_line, open_line, self_pay_line, inside_after_line,
    base_line, referral_line, used_before_line, owed_line, used_line, base_before_line, base_with_line, above_line, band_lines,
    above_before_line = band_lines + law::most_bands, bands_before_lines,
    with_line = bands_before_lines + law::most_bands, without_line, counted_before_line, counted_line, through_before_line,
    through_line, by_ratio_line, by_cap_line, asked_line, year_before_line, year_left_line, life_before_line, life_left_line,
    account_line, fund_line, pays_line, cut_line, after_cut_line, engine_line
};

//! The terms of a layer, in the order in which they are listed.
enum Term : int {
    self_pay_term, deductible_term, admission_term, visit_deductible_term, band_terms,
    away_term = band_terms + 2 * law::most_bands, floor_term, day_pay_term, after_days_term, most_days_term, min_ratio_term,
    max_oop_term, claim_ceiling_term, visit_ceiling_term, day_ceiling_term, year_ceiling_term, lifetime_ceiling_term,
    yearly_term, own_over_term, charge_over_term
};

//! What is carried from bill to bill: the cells that add up to it.
enum class Book : std::uint8_t { base, paid_year, paid_lifetime, used, charged, compliant, through, balance, own, all_charges };

//! A case's bills side by side: first the bills and what became of them, then how each layer came to its payment.
class CaseSheet {
public:
    CaseSheet(const Scenario& scenario, const SettledCase& which, std::size_t number)
        : stack_(scenario.stack), case_(which), number_(number), sections_(stack_.layer_names.size() + 1)
    {
    }
    //! \param row where the case begins; then the first row below it
    std::vector<SheetCell> cells(std::uint32_t& row);

private:
    struct LineOf {
        std::string label, how;
        std::uint32_t row = 0;
        Look look = Look::yuan;
    };
    struct TermOf {
        std::string label;
        Look look = Look::yuan_input;
        std::int64_t value = 0;
        std::set<std::size_t> bills;
        std::uint32_t row = 0;
    };
    struct Section {
        std::uint32_t row = 0;
        std::map<int, LineOf> lines;
        std::map<std::tuple<int, std::size_t, int, std::int64_t>, TermOf> terms; //!< by term, variant, tier, value
    };
    struct Account {
        Amount on, paid;
        int received = 0;
    };
    using BookOf = std::tuple<Book, law::Unit, std::string, int, int>; //!< whose, ledger word, year

    // Rows and cells.
    void settle_all();
    void place(std::uint32_t& row);
    void write_labels();
    std::uint32_t row_of(int line, const std::string& label, const std::string& how, Look look);
    std::string ref(std::uint32_t row) const;
    void write(std::uint32_t row, Look look, const std::string& text, double value = 0.0);
    Amount put(int line, const std::string& label, const std::string& how, const Whole& fen, Look look = Look::yuan);
    Amount known(int line, const std::string& label, const std::string& how, Money amount, Look look = Look::engine);
    Whole count_of(int line, const std::string& label, int value);
    Whole term(int which, const std::string& name, std::int64_t value, Look look, int tier = -1);
    Whole yuan_term(int which, const std::string& name, Money m, int tier = -1);
    Whole ratio_term(int which, const std::string& name, Ratio r, int tier = -1);
    Whole days() { return count_of(days_line, word("days of stay"), claim_->told.claim.days); }
    Whole visits() { return count_of(visits_line, word("visits"), claim_->told.claim.visits); }
    // The bill and what becomes of it.
    void facts();
    void outcome(const std::vector<std::optional<Amount>>& paid);
    std::string reason(std::size_t layer) const;
    std::string title() const;
    // The rules, in the order of docs/settlement.md.
    void settle(const SettledClaim& claim);
    std::optional<Amount> layer(std::size_t layer);
    BookOf book(Book kind, int word) const;
    Amount put_before(Book kind, int word, int line, const std::string& label);
    bool cover_stops() const;
    bool may_open();
    Whole opening(const Whole& opened);
    void look_at_bill();
    Amount take();
    Whole if_open(const Whole& amount) const;
    Whole base_of();
    Whole owed();
    Whole scheduled();
    Whole schedule(const Amount& base, const Amount& above, int bands);
    Whole guaranteed();
    Whole daily();
    Whole within_limits(const Amount& asked);
    Whole on_account();
    void note(const Amount& pay);
    Amount cut_by_fund(const Amount& pay, Money result);

    const law::Stack& stack_;
    const SettledCase& case_;
    std::size_t number_;
    std::vector<Section> sections_; //!< the bills, then the layers
    std::vector<SheetCell> cells_;
    std::uint32_t top_ = 0, detail_ = 0;
    bool placed_ = false; //!< a first round only finds out which lines and terms there are
    std::map<BookOf, std::vector<Amount>> books_;
    std::map<BookOf, Account> accounts_;
    std::map<BookOf, Whole> opened_;
    std::set<std::pair<int, std::size_t>> counted_; //!< days and visits of bills that are listed
    // The bill in hand.
    const SettledClaim* claim_ = nullptr;
    std::size_t at_ = 0;
    int year_ = 0;
    Amount charge_, inside_;
    std::vector<Amount> paid_, cut_;
    std::string agrees_;          //!< conditions of the check
    bool all_agree_ = true;
    // The layer in hand.
    const law::Step* step_ = nullptr;
    const law::StepTrace* trace_ = nullptr;
    const law::Terms* terms_ = nullptr;
    std::size_t section_ = 0, variant_ = 0;
    Amount before_, remains_, inside_after_, base_;
    std::optional<Whole> open_;
};

} // namespace settlement

} // namespace hearth::report
