#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "remote/protocol.h"

namespace tango::remote {
namespace {

using base::Json;

constexpr std::string_view kPrompt =
    "Classify the text. Answer with one of these labels and nothing else: {labels}.\n\n"
    "Text: {text}";
constexpr std::string_view kPromptOfPairs =
    "Classify the two texts. Answer with one of these labels and nothing else: {labels}.\n\n"
    "First text: {text}\nSecond text: {text_pair}";
constexpr int kMostOutputTokens = 64;
constexpr double kBytesOfAToken = 4;
/// Of a label that was not chosen, beside 1.
constexpr float kOtherLogit = -20;

std::string lower_trimmed(std::string_view text) {
  const auto is_edge = [](unsigned char c) { return std::isalnum(c) == 0 && c < 0x80; };
  while (!text.empty() && is_edge(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && is_edge(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

class Chat final : public Protocol {
 public:
  explicit Chat(const cascade::EndpointConfig& config) : config_(config) {}

  [[nodiscard]] std::string url() const override {
    return address_below(config_.url, "chat/completions");
  }
  [[nodiscard]] std::size_t most_texts() const override { return 1; }
  [[nodiscard]] double tokens_of(std::string_view body) const override {
    return static_cast<double>(body.size()) / kBytesOfAToken + kMostOutputTokens;
  }

  [[nodiscard]] std::string body(std::span<const cascade::Request* const> texts) const override {
    const Json schema{{"type", "object"},
                      {"properties", {{"label", {{"type", "string"}, {"enum", config_.labels}}}}},
                      {"required", {"label"}},
                      {"additionalProperties", false}};
    return to_body(
        {{"model", config_.model},
         {"temperature", 0},
         {"max_tokens", kMostOutputTokens},
         {"messages", Json::array({{{"role", "user"}, {"content", prompt_of(*texts[0])}}})},
         {"response_format",
          {{"type", "json_schema"},
           {"json_schema", {{"name", "label"}, {"strict", true}, {"schema", schema}}}}}});
  }

  [[nodiscard]] Answers read(std::string_view body, std::size_t /*texts*/) const override {
    const Json json = parse_response(body);
    Answers answers;
    std::string content;
    try {
      content = json.at("choices").at(0).at("message").at("content").get<std::string>();
      if (const auto usage = json.find("usage"); usage != json.end() && usage->is_object()) {
        answers.input_tokens = usage->value("prompt_tokens", 0.0);
        answers.output_tokens = usage->value("completion_tokens", 0.0);
      }
    } catch (const Json::exception&) {
      refuse_response(body, "a choice with the content of a message");
    }
    std::vector<float> logits(config_.labels.size(), kOtherLogit);
    logits[label_in(content)] = 0;
    answers.logits.push_back(std::move(logits));
    return answers;
  }

 private:
  /// Each {name} once: what a text says is not looked at again.
  [[nodiscard]] std::string prompt_of(const cascade::Request& request) const {
    std::string_view prompt = config_.prompt;
    if (prompt.empty()) prompt = request.pair ? kPromptOfPairs : kPrompt;
    std::string filled;
    while (!prompt.empty()) {
      const std::size_t next = prompt.find('{');
      filled += prompt.substr(0, next);
      if (next == std::string_view::npos) break;
      prompt.remove_prefix(next);
      if (take("{text_pair}", prompt)) {
        filled += request.pair.value_or("");
      } else if (take("{text}", prompt)) {
        filled += request.text;
      } else if (take("{labels}", prompt)) {
        filled += fmt::format("{}", fmt::join(config_.labels, ", "));
      } else {
        filled += '{';
        prompt.remove_prefix(1);
      }
    }
    return filled;
  }

  static bool take(std::string_view name, std::string_view& prompt) {
    if (!prompt.starts_with(name)) return false;
    prompt.remove_prefix(name.size());
    return true;
  }

  /// Of {"label": "…"}, or the label itself as servers without schemas give it.
  [[nodiscard]] std::size_t label_in(const std::string& content) const {
    const Json json = Json::parse(content, nullptr, false);
    std::string said = content;
    if (json.is_object() && json.contains("label") && json["label"].is_string()) {
      said = json["label"].get<std::string>();
    }
    if (const int place = place_of(said, config_.labels); place >= 0) {
      return static_cast<std::size_t>(place);
    }
    const std::string lower = lower_trimmed(said);
    for (std::size_t i = 0; i < config_.labels.size(); ++i) {
      if (lower_trimmed(config_.labels[i]) == lower) return i;
    }
    refuse_response(content, fmt::format("one of the labels {}", fmt::join(config_.labels, ", ")));
  }

  cascade::EndpointConfig config_;
};

}  // namespace

std::unique_ptr<Protocol> make_chat(const cascade::EndpointConfig& config) {
  return std::make_unique<Chat>(config);
}

}  // namespace tango::remote
