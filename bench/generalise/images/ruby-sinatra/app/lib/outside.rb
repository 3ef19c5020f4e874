class Wiki < Sinatra::Base
  # The network.
  module Outside
    module_function

    def lookup(host)
      require 'socket'
      Addrinfo.getaddrinfo(host, 80, :INET, :STREAM).first.ip_address
    end

    def resolve(host)
      require 'resolv'
      Resolv::DNS.open { |dns| dns.getaddress(host).to_s }
    end

    def fetch(url)
      require 'net/http'
      Net::HTTP.get(URI(url))
    end

    def open(url)
      require 'open-uri'
      URI.parse(url).open(&:read)
    end

    def mail
      require 'mail'
      message = Mail.new(from: 'wiki@example.org', to: 'you@example.org', subject: 'Grüße', body: 'Bye', charset: 'UTF-8')
      message.add_file(File.join(__dir__, '../public/logo.svg'))
      message.to_s
    end
  end
end
