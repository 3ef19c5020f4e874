import csv
import io


def export(notes):
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab").writerows(enumerate(notes))
    return out.getvalue(), "text/csv"
