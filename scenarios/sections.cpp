// What stands around a layer's terms: its tilts, categories and shares.
#include <algorithm>

#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

std::vector<const Node*> LayerSource::sections() const
{
    std::vector<const Node*> all{section};
    for (const Tilt& tilt : tilts) all.push_back(tilt.section);
    return all;
}

std::size_t rank_in(const std::vector<std::string>& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void add_tilts(LayerSource& layer, const Node& tilts, const std::vector<std::string>& categories,
               const std::vector<std::string>& precedence, Faults& faults)
{
    std::vector<std::pair<std::size_t, LayerSource::Tilt>> found;
    const std::string path = "benefit." + layer.name + ".for.";
    for (const Node::Member& m : *tilts.table()) {
        const std::size_t category = rank_in(categories, m.key);
        if (category == categories.size()) {
            faults.add(m.node.place, say("{} (not one of the scenario's categories{})", path + m.key, nearest_words(m.key, categories)));
        } else if (!m.node.table()) {
            faults.add(m.node.place, say("{} (must be a section)", path + m.key));
        } else {
            found.push_back({rank_in(precedence, m.key), {category, &m.node}});
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, tilt] : found) {
        if (found.size() > 1 && rank == precedence.size())
            faults.add(tilt.section->place, say("{} (a person may hold several categories: name it in precedence)",
                                                path + categories[tilt.category]));
        layer.tilts.push_back(tilt);
    }
}

std::uint32_t read_categories(const Node& node, const std::string& key,
                              const std::vector<std::string>& categories, Faults& faults)
{
    Reader read{faults};
    std::uint32_t bits = 0;
    for (const std::string& name : read.texts(node, key)) {
        const std::size_t i = rank_in(categories, name);
        if (i < categories.size()) bits |= 1u << i;
        else
            faults.add(node.place, say("{} names \"{}\" (not one of the scenario's categories{})", key, name, nearest_words(name, categories)));
    }
    return bits;
}

std::vector<Ratio> read_shares(const Node& node, const std::string& key,
                               const std::vector<std::string>& levels, Faults& faults)
{
    Reader read{faults};
    std::vector<Ratio> shares(levels.size());
    std::int64_t sum = 0;
    if (!node.table()) {
        read.refuse(node, key, say("must be a table of shares by level of government"));
        return shares;
    }
    for (const Node::Member& m : *node.table()) {
        const Ratio r = read.ratio(m.node, key + "." + m.key);
        if (const std::size_t i = rank_in(levels, m.key); i < levels.size()) shares[i] = r; // none if the stack is faulty
        sum += r.ppm;
    }
    if (sum != ppm_per_one) faults.add(node.place, say("{} (shares must sum to 1)", key));
    return shares;
}

} // namespace hearth
