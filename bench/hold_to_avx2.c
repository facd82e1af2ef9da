/* Hides AVX-512, AVX-VNNI and AMX from a program that asks the CPU what it has, so that an engine
 * without a switch of its own (ONNX Runtime) takes the code that it would take on a CPU with AVX2
 * alone. Preloaded by bench/peers.py; needs a CPU whose CPUID instruction can be made to trap.
 *
 *   cc -O2 -shared -fPIC -o build/hold_to_avx2.so bench/hold_to_avx2.c
 *   LD_PRELOAD=build/hold_to_avx2.so COMMAND
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* Leaf 7: F, DQ, IFMA, PF, ER, CD, BW, VL; VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ; 4VNNIW, 4FMAPS,
 * VP2INTERSECT, AMX-BF16, FP16, AMX-TILE, AMX-INT8. Leaf 7.1: AVX-VNNI, AVX512-BF16, AMX-FP16,
 * AVX-IFMA; AVX-VNNI-INT8, AVX-NE-CONVERT, AMX-COMPLEX, AVX-VNNI-INT16, AVX10. */
static const unsigned kLeaf7Ebx = 0xDC230000u, kLeaf7Ecx = 0x00005842u, kLeaf7Edx = 0x03C0010Cu;
static const unsigned kLeaf7_1Eax = 0x00A00030u, kLeaf7_1Edx = 0x00080530u;

static void let_cpuid_trap(int traps) { syscall(SYS_arch_prctl, ARCH_SET_CPUID, !traps); }

static void answer(int signal_number, siginfo_t* info, void* context) {
  (void)info;
  greg_t* registers = ((ucontext_t*)context)->uc_mcontext.gregs;
  const unsigned char* instruction = (const unsigned char*)registers[REG_RIP];
  if (instruction[0] != 0x0F || instruction[1] != 0xA2) { /* not CPUID: a true fault */
    signal(signal_number, SIG_DFL);
    return;
  }
  const unsigned leaf = (unsigned)registers[REG_RAX], subleaf = (unsigned)registers[REG_RCX];
  unsigned eax, ebx, ecx, edx;
  let_cpuid_trap(0);
  __cpuid_count(leaf, subleaf, eax, ebx, ecx, edx);
  let_cpuid_trap(1);
  if (leaf == 7 && subleaf == 0) ebx &= ~kLeaf7Ebx, ecx &= ~kLeaf7Ecx, edx &= ~kLeaf7Edx;
  if (leaf == 7 && subleaf == 1) eax &= ~kLeaf7_1Eax, edx &= ~kLeaf7_1Edx;
  registers[REG_RAX] = eax, registers[REG_RBX] = ebx;
  registers[REG_RCX] = ecx, registers[REG_RDX] = edx;
  registers[REG_RIP] += 2;
}

__attribute__((constructor)) static void hold(void) {
  struct sigaction action = {.sa_sigaction = answer, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGSEGV, &action, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0) {
    fprintf(stderr, "hold_to_avx2: CPUID cannot be made to trap on this machine\n");
    exit(1);
  }
}
