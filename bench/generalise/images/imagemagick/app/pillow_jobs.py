"""What Pillow does: each job takes the body and the query, and gives a type and bytes."""
import io
import json

from PIL import Image


def opened(data):
    return Image.open(io.BytesIO(data))


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return kind.lower(), out.getvalue()


def info(data, ask):
    image = opened(data)
    image.load()
    return "json", json.dumps({"format": image.format, "size": image.size, "mode": image.mode}).encode()


def encode(data, ask):
    return saved(opened(data).convert("RGB"), ask("to"))


def exif(data, ask):
    from PIL.ExifTags import TAGS

    return "json", json.dumps({TAGS[tag]: str(value) for tag, value in opened(data).getexif().items()}).encode()


def text(data, ask):
    from PIL import ImageDraw, ImageFont

    image = Image.new("RGB", (160, 40), "white")
    font = ImageFont.truetype("LiberationSans-Bold.ttf", 22)
    ImageDraw.Draw(image).text((5, 5), ask("text"), font=font, fill="black")
    return saved(image, "PNG")


def soften(data, ask):
    from PIL import ImageEnhance, ImageFilter, ImageOps

    image = ImageOps.autocontrast(opened(data).convert("RGB").filter(ImageFilter.GaussianBlur(2)))
    return saved(ImageEnhance.Sharpness(image).enhance(2).resize((20, 20), Image.Resampling.LANCZOS), "PNG")


def profile(data, ask):
    from PIL import ImageCms

    lab = ImageCms.profileToProfile(opened(data).convert("RGB"), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    return "txt", f"{lab.mode} {lab.getpixel((0, 0))}".encode()
