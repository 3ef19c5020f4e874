class Wiki < Sinatra::Base
  # Texts, dates and their formats.
  module Words
    module_function

    def markdown(text)
      require 'kramdown'
      Kramdown::Document.new(text).to_html
    end

    def in_zone(name)
      require 'tzinfo'
      TZInfo::Timezone.get(name).to_local(Time.at(1_700_000_000)).strftime('%F %T %z')
    end

    def convert(text, to) = text.force_encoding('UTF-8').encode(to).b

    def yaml(text)
      require 'yaml'
      require 'date'
      YAML.safe_load(text, permitted_classes: [Date])
    end

    def csv(text)
      require 'csv'
      CSV.parse(text.force_encoding('UTF-8'), headers: true, col_sep: ';').map(&:to_h)
    end

    def rexml(text)
      require 'rexml/document'
      REXML::XPath.first(REXML::Document.new(text), '//item[@id="2"]').text
    end

    def css(text, selector)
      require 'nokogiri'
      Nokogiri::HTML(text).css(selector).map(&:text).join(',')
    end

    def fold(text) = "#{text.unicode_normalize(:nfd).gsub(/\p{Mn}/, '')} #{text.upcase(:turkic)}"

    def greet(locale)
      require 'i18n'
      I18n.load_path |= Dir[File.join(__dir__, '../config/locales/*.yml')]
      "#{I18n.t('greeting', locale: locale)}, #{I18n.l(Date.new(2024, 3, 9), format: '%-d. %B', locale: locale)}"
    end

    def date(text)
      require 'date'
      require 'time'
      "#{DateTime.parse(text).cweek} #{Time.parse(text).utc.iso8601}"
    end
  end
end
