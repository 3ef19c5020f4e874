package desk;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.text.Collator;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ResourceBundle;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.xpath.XPathFactory;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Texts, times, and their formats. */
final class Text {
  private static final Instant MOMENT = Instant.ofEpochSecond(1_700_000_000);

  static String price(Map<String, String> query, byte[] body) {
    Locale locale = Locale.forLanguageTag(query.get("locale"));
    var day = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale).format(MOMENT.atZone(ZoneId.of("Asia/Tokyo")));
    return NumberFormat.getInstance(locale).format(1234567.5) + " | " + day;
  }

  static String time(Map<String, String> query, byte[] body) {
    return MOMENT.atZone(ZoneId.of(query.get("zone"))).toOffsetDateTime().toString();
  }

  static String local(Map<String, String> query, byte[] body) {
    return new SimpleDateFormat("HH:mm z", Locale.ENGLISH).format(new Date(MOMENT.toEpochMilli()));
  }

  static String sort(Map<String, String> query, byte[] body) {
    String[] words = query.get("words").split(",");
    Arrays.sort(words, Collator.getInstance(Locale.forLanguageTag(query.get("locale"))));
    return String.join(",", words);
  }

  static byte[] convert(Map<String, String> query, byte[] body) {
    return new String(body, UTF_8).getBytes(Charset.forName(query.get("to")));
  }

  static String xml(Map<String, String> query, byte[] body) throws Exception {
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(body));
    return XPathFactory.newInstance().newXPath().evaluate("//item[@id=2]", document);
  }

  static String xslt(Map<String, String> query, byte[] body) throws Exception {
    String sheet = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
        + "<xsl:template match='/'><list><xsl:for-each select='//item'><xsl:sort order='descending'/><i><xsl:value-of select='.'/></i></xsl:for-each></list></xsl:template>"
        + "</xsl:stylesheet>";
    var transformer = TransformerFactory.newInstance().newTransformer(new StreamSource(new StringReader(sheet)));
    var out = new StringWriter();
    transformer.transform(new StreamSource(new ByteArrayInputStream(body)), new StreamResult(out));
    return out.toString();
  }

  static String stax(Map<String, String> query, byte[] body) throws Exception {
    var reader = XMLInputFactory.newInstance().createXMLStreamReader(new ByteArrayInputStream(body));
    int elements = 0;
    while (reader.hasNext()) if (reader.next() == javax.xml.stream.XMLStreamConstants.START_ELEMENT) elements++;
    return String.valueOf(elements);
  }

  static String fold(Map<String, String> query, byte[] body) {
    String text = java.text.Normalizer.normalize(query.get("text"), java.text.Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    return text + " " + Character.getName(query.get("text").codePointAt(0));
  }

  static String greeting(Map<String, String> query, byte[] body) {
    return ResourceBundle.getBundle("messages", Locale.forLanguageTag(query.get("locale"))).getString("greeting");
  }

  static String properties(Map<String, String> query, byte[] body) throws Exception {
    var properties = new Properties();
    properties.setProperty("greeting", "grüß");
    var out = new java.io.ByteArrayOutputStream();
    properties.storeToXML(out, "kept");
    var back = new Properties();
    back.loadFromXML(new ByteArrayInputStream(out.toByteArray()));
    return back.getProperty("greeting");
  }
}
