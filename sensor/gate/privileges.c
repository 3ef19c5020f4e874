#include "privileges.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/prctl.h>

#include "kernel.h"
#include "text.h"

#define CAP_MASK(capability) (1u << (capability))

static struct __user_cap_header_struct self = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};

static void read_sets(struct __user_cap_data_struct sets[2])
{
    long result = KERNEL2(SYS_capget, &self, sets);
    if (result < 0)
        fail(EXIT_GATE, "reading capabilities", 0, result);
}

static void write_sets(struct __user_cap_data_struct sets[2])
{
    long result = KERNEL2(SYS_capset, &self, sets);
    if (result < 0)
        fail(EXIT_GATE, "setting capabilities", 0, result);
}

void privileges_raise(void)
{
    struct __user_cap_data_struct sets[2];
    read_sets(sets);
    uint32_t wanted = sets[0].permitted & (CAP_MASK(CAP_SYS_ADMIN) | CAP_MASK(CAP_SETPCAP));
    if ((sets[0].effective & wanted) == wanted)
        return;
    sets[0].effective |= wanted;
    write_sets(sets);
}

static void drop_one(int capability)
{
    long result = KERNEL5(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, capability, 0, 0);
    if (result < 0 && result != -EINVAL) /* EINVAL: a capability this kernel doesn't know */
        fail(EXIT_GATE, "lowering an ambient capability", 0, result);
    if (!privileges_bounded(capability))
        return;
    result = KERNEL5(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
    if (result < 0)
        fail(EXIT_GATE, "dropping a capability from the bounding set (SETPCAP is needed for it)", 0, result);
}

void privileges_drop(uint64_t mask)
{
    if (!mask)
        return;
    for (int capability = 0; capability < 64; capability++)
        if (mask >> capability & 1)
            drop_one(capability);
    struct __user_cap_data_struct sets[2];
    read_sets(sets);
    for (int half = 0; half < 2; half++) {
        uint32_t kept = ~(uint32_t)(mask >> (32 * half));
        sets[half].effective &= kept;
        sets[half].permitted &= kept;
        sets[half].inheritable &= kept;
    }
    write_sets(sets);
}

bool privileges_bounded(int capability)
{
    return KERNEL5(SYS_prctl, PR_CAPBSET_READ, capability, 0, 0, 0) == 1;
}
