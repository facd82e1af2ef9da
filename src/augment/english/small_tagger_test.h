// Test support: a tagger of a few words, from files in the format of the real ones.
#pragma once

#include <memory>

#include "augment/english/tagger.h"
#include "base/temporary_directory_test.h"

namespace tango::augment {

/// Its words: det the a; jj great dull good; nn film movie actor plot; vbz is runs; vb run; in of
/// in; to to; rb very n't; prp it; pos 's; "run" can also be nn.
class SmallTagger {
 public:
  SmallTagger() {
    directory_.write("words.yml",
                     "--- #YAML:1.0\n"
                     "the: { det: 500, nn: 1 }\na: { det: 200 }\n"
                     "great: { jj: 50 }\nDull: { jj: 20 }\ngood: { jj: 40, nn: 2 }\n"
                     "film: { nn: 60 }\nmovie: { nn: 50 }\nactor: { nn: 20 }\nplot: { nn: 20 }\n"
                     "is: { vbz: 200 }\nruns: { vbz: 20 }\nrun: { vb: 20, nn: 10 }\n"
                     "of: { in: 300 }\nin: { in: 200 }\nto: { to: 200 }\n"
                     "very: { rb: 60 }\n\"n't\": { rb: 50 }\nit: { prp: 90 }\n\"'s\": { pos: 90 }\n"
                     "\".\": { pp: 400 }\n\",\": { ppc: 400 }\n\"*NUM*\": { cd: 100 }\n");
    directory_.write("tags.yml",
                     "--- #YAML:1.0\n"
                     "pp: { det: 0.5, prp: 0.2, nn: 0.1, jj: 0.1, vbz: 0.05, in: 0.05 }\n"
                     "det: { nn: 0.6, jj: 0.4 }\njj: { nn: 0.9, jj: 0.1 }\n"
                     "nn: { vbz: 0.4, in: 0.2, pp: 0.2, ppc: 0.1, pos: 0.1 }\n"
                     "vbz: { det: 0.4, jj: 0.3, rb: 0.2, to: 0.1 }\n"
                     "vb: { det: 0.5, in: 0.3, pp: 0.2 }\nin: { det: 0.7, nn: 0.2, cd: 0.1 }\n"
                     "to: { vb: 0.9, det: 0.1 }\nrb: { jj: 0.8, vb: 0.2 }\nprp: { vbz: 1.0 }\n"
                     "pos: { nn: 0.7, jj: 0.3 }\nppc: { det: 0.5, in: 0.5 }\ncd: { nn: 1.0 }\n"
                     "sym: { nn: 1.0 }\nnnp: { vbz: 0.6, nn: 0.4 }\n");
    directory_.write("unknown.yml",
                     "--- #YAML:1.0\n\"-unknown-\": { nn: 800, jj: 200 }\n\"-s-\": { vbz: 500 }\n"
                     "\"-ly-\": { rb: 900 }\n\"-sym-\": { sym: 1000 }\n\"-cap-\": { nnp: 900 }\n"
                     "\"-hyp-\": { jj: 900 }\n");
    tagger_ = std::make_unique<EnglishTagger>(directory_.path());
  }

  [[nodiscard]] const EnglishTagger& operator*() const { return *tagger_; }
  [[nodiscard]] const EnglishTagger* get() const { return tagger_.get(); }

 private:
  base::TemporaryDirectory directory_;
  std::unique_ptr<const EnglishTagger> tagger_;
};

}  // namespace tango::augment
