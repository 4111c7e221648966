#include "forecast/progress.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/atomic_file.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

const store::JournalWords words{"hearth forecast journal 1", word("another forecast"),
                                word("another forecast (input, posterior, scenarios, settings or program differ); --restart discards them and begins anew")};

std::string bytes_of(const std::vector<double>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
}

std::vector<double> values_of(const std::string& bytes)
{
    std::vector<double> out(bytes.size() / sizeof(double));
    std::memcpy(out.data(), bytes.data(), out.size() * sizeof(double));
    return out;
}

} // namespace

Progress::Progress(std::string folder, const std::string& identity, bool fresh, const Layout& layout)
    : folder_(std::move(folder)), identity_(identity), layout_(layout), draws_(folder_ + "/draws.journal", identity, fresh, words), moments_(layout)
{
    const std::string saved = folder_ + "/moments.bin";
    if (fresh || draws_.size() == 0) // moments without draws are another forecast's
        for (const auto& entry : std::filesystem::directory_iterator(folder_))
            if (entry.path().filename() != "draws.journal") std::filesystem::remove(entry.path());
    if (std::ifstream in(saved, std::ios::binary); in) moments_.unpack({std::istreambuf_iterator<char>(in), {}}, saved);
    open_block();
}

std::string Progress::block_path() const { return folder_ + "/from_" + std::to_string(moments_.draws) + ".journal"; }

void Progress::open_block()
{
    block_.reset();
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) // of draws folded before a kill
        if (entry.path().filename().string().starts_with("from_") && entry.path() != std::filesystem::path(block_path())) std::filesystem::remove(entry.path());
    block_ = std::make_unique<store::Journal>(block_path(), identity_, false, words);
}

bool Progress::knows(int draw, Kind kind) const
{
    const bool folded = kind != Kind::draw || draw < moments_.draws || block_->has(static_cast<std::uint64_t>(draw));
    return draws_.has(id_of(draw, kind)) && folded;
}

void Progress::add(int draw, Kind kind, const Lived& lived)
{
    if (kind == Kind::draw) block_->add(static_cast<std::uint64_t>(draw), bytes_of(lived.summed));
    draws_.add(id_of(draw, kind), bytes_of(lived.kept));
}

void Progress::fold_until(int draw)
{
    for (int d = moments_.draws; d < draw; ++d) moments_.fold(values_of(block_->read(static_cast<std::uint64_t>(d))));
    store::write_text(folder_ + "/moments.bin", moments_.packed());
    open_block();
}

std::vector<double> Progress::cells(int draw, Kind kind, std::size_t first_cell, std::size_t cells) const
{
    const std::size_t width = layout_.scenarios.size() * layout_.years.size() * sizeof(double);
    return values_of(draws_.read_part(id_of(draw, kind), first_cell * width, cells * width));
}

void Progress::restore(int draw, Kind kind, const std::vector<double>& kept) { draws_.add(id_of(draw, kind), bytes_of(kept)); }

void Progress::restore(const std::string& packed_moments)
{
    moments_.unpack(packed_moments, folder_);
    store::write_text(folder_ + "/moments.bin", packed_moments);
    open_block();
}

} // namespace hearth::forecast
