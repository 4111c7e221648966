// Rows of a claims file -> claims. Every rule of the columns stands here.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/csv_rows.hpp"
#include "replay/vocabulary.hpp"
#include "words/say.hpp"

namespace hearth {

enum class ClaimColumn : std::uint8_t {
    person, categories, date, setting, tier, disease, charge, compliant, referred_from, enrolled,
    household, days, visits, away, onset, joined, catalogue_class, count
};
inline constexpr std::size_t columns = static_cast<std::size_t>(ClaimColumn::count);
extern const std::array<const char*, columns> column_names;

bool is_utf8(std::string_view text);

//! What is wrong with a row.
struct RowFault {
    std::uint64_t line = 0;
    std::string column; //!< empty: the row as a whole
    std::string rule;   //!< in English, as files keep it
    std::string shown;  //!< the rule in the language spoken
    std::string value;  //!< of the field; shown only where asked

    //! Sets the rule. \param english a text marked with word(), its values as fmt::format writes them
    template <class... Values>
    void breaks(const char* english, const Values&... values)
    {
        const std::string_view said = translated(english);
        rule = fmt::vformat(english, fmt::make_format_args(values...));
        shown = fmt::vformat({said.data(), said.size()}, fmt::make_format_args(values...));
    }
};

struct ClaimRow {
    law::Claim claim; //!< in the vocabulary's numbers
    std::string_view person, household;
    std::uint64_t row = 0;  //!< data rows from 0
    std::uint64_t line = 0;
    std::string_view text;  //!< without its line end
};

//! Which field of a row holds what.
class ClaimColumns {
public:
    //! \param renamed column -> name in the file, from --columns
    //! Throws InputError naming every column that a scenario needs and the file lacks.
    ClaimColumns(const std::string& file, const std::string& header, std::span<const Scenario> scenarios,
                 const std::map<std::string, std::string>& renamed);

    const std::vector<std::string>& header() const { return header_; }
    int field(ClaimColumn c) const { return field_[static_cast<std::size_t>(c)]; }
    const std::string& file() const { return file_; }

private:
    std::string file_;
    std::vector<std::string> header_;
    std::array<int, columns> field_{};
};

//! Rows of a piece of the file, parsed.
struct ParsedRows {
    std::vector<ClaimRow> claims;
    std::vector<RowFault> faults;
    std::vector<std::string_view> faulty; //!< text of each faulty row
    std::uint64_t rows = 0; //!< claims, faults and rows of other years
    std::deque<std::string> kept; //!< identifiers that stood in quotes
};

class RowParser {
public:
    //! \param year 0, or the last calendar year whose claims are kept
    RowParser(const ClaimColumns& column, const Vocabulary& vocabulary, int year);
    //! Replaces `out`. `first_row`, `first_line`: of the piece's first row.
    void parse(std::string_view text, std::uint64_t first_row, std::uint64_t first_line, ParsedRows& out);

private:
    bool parse_row(std::string_view row, ClaimRow& out, RowFault& fault, std::deque<std::string>& kept);
    // The field breaks a rule; false.
    template <class... Values>
    bool fail(RowFault& fault, ClaimColumn c, const char* rule, const Values&... values) const
    {
        fault.breaks(rule, values...);
        return at(fault, c);
    }
    bool at(RowFault& fault, ClaimColumn c) const;
    std::string_view text_of(ClaimColumn c) const;
    std::string_view keep(ClaimColumn c, std::string_view row, std::deque<std::string>& kept) const;
    bool read_names(ClaimColumn c, const std::vector<std::string>& names, std::uint32_t& bits, RowFault& fault) const;
    bool read_tier(ClaimColumn c, int& tier, RowFault& fault) const;
    bool read_date(ClaimColumn c, Date& date, RowFault& fault);
    bool read_money(ClaimColumn c, Money& amount, RowFault& fault) const;
    bool read_count(ClaimColumn c, int least, int most, std::int16_t& value, RowFault& fault) const;
    bool read_core(ClaimRow& out, RowFault& fault);
    bool read_amounts(law::Claim& claim, RowFault& fault) const;
    bool read_identifier(ClaimColumn c, RowFault& fault) const;
    bool read_further(law::Claim& claim, RowFault& fault);

    const ClaimColumns& column_;
    const Vocabulary& vocabulary_;
    int year_;
    std::vector<std::string_view> fields_;
    std::string scratch_;
    std::array<char, 10> last_date_text_{};
    Date last_date_;
};

} // namespace hearth
