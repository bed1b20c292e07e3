"""A made-up web for benchmarks: many hosts on loopback addresses behind TLS, slow and faulty in a fixed proportion.

Everything in it follows from a seed, so that two programs meet the same web, however often and in whatever order.
Linux only: no other system answers on all of 127.0.0.0/8.
"""
