"""Takes lists of other people into the register: a file becomes a table, the table a plan, the plan rows.

    table = read_table(file)
    plan = plan_import(table, municipalities)
    run(plan)

`manage.py import_actors` does these three in one transaction.
"""
