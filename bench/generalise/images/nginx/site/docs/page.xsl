<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">
  <xsl:output method="html" encoding="utf-8"/>
  <xsl:template match="tides">
    <ul title="{@place}"><xsl:for-each select="tide"><li><xsl:value-of select="concat(str:padding(3, '~'), @at, ' ', .)"/></li></xsl:for-each></ul>
  </xsl:template>
</xsl:stylesheet>
