<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="utf-8"/>
  <xsl:template match="/"><ol><xsl:for-each select="//item"><li><xsl:value-of select="title"/></li></xsl:for-each></ol></xsl:template>
</xsl:stylesheet>
