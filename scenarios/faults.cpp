#include "scenarios/faults.hpp"

#include <algorithm>
#include <numeric>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

std::string Place::text() const
{
    return line > 0 ? file + ":" + std::to_string(line) : file;
}

void Faults::add(const Place& place, std::string_view what)
{
    add(place.text() + ": " + std::string(what));
}

void Faults::add(std::string text)
{
    if (std::find(texts_.begin(), texts_.end(), text) == texts_.end()) texts_.push_back(text);
}

void Faults::refuse_if_any() const
{
    if (texts_.empty()) return;
    std::string all;
    for (const std::string& text : texts_) all += (all.empty() ? "" : "\n") + text;
    throw InputError(all);
}

static std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[b.size()];
}

std::string nearest(std::string_view name, std::span<const std::string> known)
{
    std::string best;
    std::size_t least = std::max<std::size_t>(3, name.size() / 2) + 1;
    for (const std::string& candidate : known)
        if (const std::size_t d = edit_distance(name, candidate); d < least) {
            least = d;
            best = candidate;
        }
    return best;
}

std::string nearest_words(std::string_view name, std::span<const std::string> known)
{
    const std::string near = nearest(name, known);
    return near.empty() ? "" : say("; the nearest is \"{}\"", near);
}

} // namespace hearth
