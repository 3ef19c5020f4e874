bind 'tcp://0.0.0.0:4567'
threads 1, 4
environment 'production'
raise_exception_on_sigterm false
