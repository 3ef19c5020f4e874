import io
import zipfile


def export(notes):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, note in enumerate(notes):
            archive.writestr(f"{number}.txt", note)
    return out.getvalue(), "application/zip"
