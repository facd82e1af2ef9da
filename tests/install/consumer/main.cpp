// What a program outside this repository does with libtango: prints the label of a text. The
// cascade's directory is the argument. An error of the library is caught by its type.
#include <iostream>

#include <tango/cascade.h>
#include <tango/error.h>

int main(int, char** argv) {
  try {
    (void)tango::Cascade::load("/no/such/cascade");
    return 1;
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kNotFound) return 2;
  }
  const tango::Cascade cascade = tango::Cascade::load(argv[1]);
  for (const tango::Prediction& answer : cascade.classify({{.text = "good"}})) {
    std::cout << answer.label << '\n';
  }
}
