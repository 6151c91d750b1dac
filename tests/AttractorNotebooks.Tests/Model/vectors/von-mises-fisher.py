"""Writes von-mises-fisher.csv: log Z_d(kappa) and A_d(kappa) by quadrature, to 17 digits.

Both come from integrals over the polar angle, with 40 digits (mpmath, Debian package python3-mpmath):
    Z_d = |S^(d-2)| times the integral of exp(kappa cos t) sin(t)^(d-2) from 0 to pi, A_d = the mean of cos t under that density.
No Bessel function is evaluated.
"""
import mpmath as mp

mp.mp.dps = 40
DIMS = [2, 3, 4, 5, 7, 8, 16, 31, 32, 64, 128, 255, 256, 511, 512]
KAPPAS = ["0", "1e-6", "1e-3", "0.1", "0.5", "1", "2.5", "10", "30", "100", "300", "1000", "1e4", "1e5", "1e6"]


def values(d, kappa):
    # The integrand is exp(kappa (cos t - 1)) sin(t)^(d-2); around its peak it is nearly a normal density.
    cosine = (mp.sqrt((d - 2) ** 2 + 4 * kappa**2) - (d - 2)) / (2 * kappa) if kappa else mp.mpf(0)
    peak = mp.acos(cosine)
    width = 1 / mp.sqrt(kappa + d)
    cuts = sorted({mp.mpf(0), mp.pi} | {peak + n * width for n in range(-24, 25, 2) if 0 < peak + n * width < mp.pi})
    cuts = [c for c in cuts if abs(c - peak) <= 24.5 * width or c in (0, mp.pi)]

    def log_density(t):
        return kappa * (mp.cos(t) - cosine) + ((d - 2) * mp.log(mp.sin(t) / mp.sin(peak)) if d > 2 else 0)

    total = mp.quad(lambda t: mp.exp(log_density(t)), cuts)
    first = mp.quad(lambda t: mp.cos(t) * mp.exp(log_density(t)), cuts)
    sphere = mp.log(2) + mp.mpf(d - 1) / 2 * mp.log(mp.pi) - mp.loggamma(mp.mpf(d - 1) / 2)
    log_z = sphere + mp.log(total) + kappa * cosine + ((d - 2) * mp.log(mp.sin(peak)) if d > 2 else 0)
    return log_z, first / total if kappa else mp.mpf(0)


with open("von-mises-fisher.csv", "w", newline="\n") as file:
    file.write("d,kappa,log_z,a\n")
    for d in DIMS:
        for text in KAPPAS:
            log_z, a = values(d, mp.mpf(text))
            file.write(f"{d},{text},{mp.nstr(log_z, 17)},{mp.nstr(a, 17)}\n")
