#include "admin/set_plan.h"

Plan set_plan(Session *session, const Set *set, const char *action)
{
    static const SqlValue NO_VALUES[] = {{NULL, NULL}};
    Plan plan = {.command = session->command, .values = NO_VALUES};

    for (size_t at = 0; at < set->table_count; at++)
        plan_add(&plan, session->arena,
                 (PlanLine){
                     .what = set->name,
                     .action = action,
                     .table = set->tables[at].name,
                     .rows = set->tables[at].rows,
                 });
    return plan;
}
