// What a program outside this repository does with libtango: prints the label of a text. The
// cascade's directory is the argument. An error of the library is caught by its type.
#include <iostream>

#include <tango/engine.h>
#include <tango/error.h>

int main(int, char** argv) {
  try {
    (void)tango::Cascade::load("/no/such/cascade");
    return 1;
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kNotFound) return 2;
  }
  tango::Engine engine = tango::Engine::load(argv[1]);
  std::cout << engine.classify("good").value().label << '\n';
  try {
    (void)engine.classify({.text = "good", .tier = 9}).value();
    return 3;
  } catch (const tango::Error& error) {
    if (error.code() != tango::ErrorCode::kInvalidInput) return 4;
  }
}
