class Wiki < Sinatra::Base
  # Computing, processes and threads.
  module Work
    module_function

    def digest(text)
      require 'openssl'
      require 'digest'
      cipher = OpenSSL::Cipher.new('aes-256-gcm').encrypt
      cipher.key = OpenSSL::KDF.pbkdf2_hmac('word', salt: 'salt', iterations: 1000, length: 32, hash: 'sha256')
      cipher.iv = "\0" * 12
      sealed = cipher.update(text) + cipher.final
      key = OpenSSL::PKey::EC.generate('prime256v1')
      signed = key.dsa_verify_asn1(Digest::SHA256.digest(sealed), key.dsa_sign_asn1(Digest::SHA256.digest(sealed)))
      { sealed: sealed.unpack1('H*'), signed: signed, sha512: Digest::SHA512.hexdigest(text)[0, 8], rmd: Digest::RMD160.hexdigest(text)[0, 8] }
    end

    def gzip(text)
      require 'zlib'
      require 'stringio'
      Zlib::GzipReader.new(StringIO.new(Zlib.gzip(text))).read
    end

    def shell
      require 'open3'
      Open3.capture2e("df -P / | tail -n 1 | awk '{print $6}'").first
    end

    def forked
      require 'etc'
      reader, writer = IO.pipe
      pid = fork do
        writer.write("#{Etc.getpwuid.name} #{(1..4).sum}")
        exit!(0)
      end
      writer.close
      Process.wait(pid)
      reader.read
    end

    def primes
      require 'prime'
      Array.new(2) { |part| Thread.new { Prime.each(1000).select { |n| n % 2 == part }.size } }.sum(&:value).to_s
    end

    def decimal(left, right)
      require 'bigdecimal/util'
      require 'matrix'
      "#{(left.to_d + right.to_d).to_s('F')} #{Rational(left) + Rational(right)} #{Matrix[[1, 2], [3, 4]].determinant}"
    end

    def upload(file)
      require 'tmpdir'
      require 'fileutils'
      Dir.mktmpdir do |folder|
        copy = File.join(folder, 'copy')
        FileUtils.cp(file['tempfile'].path, copy)
        "#{file['filename'].force_encoding('UTF-8')} #{File.size(copy)}"
      end
    end
  end
end
