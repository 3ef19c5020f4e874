require_relative 'wiki'
run Wiki
