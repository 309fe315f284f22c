"""Login through an OpenID provider: allauth's, with the checks of domain.md S-10 added."""
